"""Writes the weekly summaries that are due."""

from datetime import timedelta

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.notices import summaries

EVERY = timedelta(seconds=20)


def run(work: DatabaseUnitOfWork, _: Settings) -> None:
    """Write each in a unit of its own; what is left out by a failure is due again later."""
    with work.door("weekly_summary") as session:
        now, found = summaries.claim(session)
    for organisation, summary in found:
        with work.unit(work.service(organisation), now) as session:
            summaries.write(session, summary, now)
