"""Takes up again, or fails, the runs whose worker has gone."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from rotation.rota.planning import runs
from rotation.rota.store import runs as store


def run(context: JobContext) -> None:
    """Look for runs whose lease is over."""
    if runs.recover(context.work):
        context.work.wake()


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return store.next_lost(session)


JOB = Job("recover_runs", timedelta(seconds=5), run, "run", next_due)
