"""Asks the next member to step in when the one before has let the deadline pass."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from rotation.rota.live import due_steps
from rotation.rota.store import cover as store


def run(context: JobContext) -> None:
    """Look for searches whose next step is due."""
    due_steps.advance_covers(context.work)


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return store.next_due(session)


JOB = Job("ask_next", timedelta(seconds=10), run, "cover", next_due)
