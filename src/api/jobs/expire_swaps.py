"""Ends the swaps that nobody took in time."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from rotation.rota.live import due_steps
from rotation.rota.store import swaps as store


def run(context: JobContext) -> None:
    """Look for open swaps whose time is over."""
    due_steps.expire_swaps(context.work)


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return store.next_overdue(session)


JOB = Job("expire_swaps", timedelta(seconds=30), run, "swap", next_due)
