"""Deletes from the delivery log what ended thirty days ago."""

from datetime import timedelta

from api.settings import Settings
from api.work import Work
from rotation.account import organisations
from rotation.notices import delivery

EVERY = timedelta(hours=1)


def run(work: Work, _: Settings) -> None:
    """Look through every organisation."""
    now = work.clock()
    with work.database.session(None) as session:
        every = organisations.every(session)
    for organisation in every:
        with work.unit(work.service(organisation), now) as session:
            delivery.forget(session, now)
