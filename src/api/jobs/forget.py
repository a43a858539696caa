"""Deletes what is kept for a time only: repeated answers, sign-ins, deliveries, notes."""

from datetime import timedelta

from api.jobs.job import Job, JobContext
from api.rate_limits import WINDOW_SECONDS
from rotation.account import organisations, repeats, sign_ins
from rotation.account.store import request_counts
from rotation.chat import links
from rotation.database import database_now
from rotation.notices import delivery
from rotation.rota.live import acknowledgements, hand_over_notes


def run(context: JobContext) -> None:
    """Look through every organisation."""
    work, now = context.work, context.work.clock()
    with work.database.session(None) as session:
        every = organisations.every(session)
    for organisation in every:
        with work.unit(work.service(organisation), now) as session:
            repeats.forget(session, now)
            sign_ins.forget(session, now)
            links.forget(session, now)
            delivery.forget(session, now)
            hand_over_notes.forget(session, now)
            acknowledgements.forget(session, now)
    if not work.database.is_sqlite:
        with work.door("request_count") as session:
            window = int(database_now(session).timestamp() // WINDOW_SECONDS)
            request_counts.forget(session, window - 1)


JOB = Job("forget", timedelta(hours=1), run)
