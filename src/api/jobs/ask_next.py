"""Asks the next member to step in when the one before has let the deadline pass."""

from datetime import timedelta

from api.jobs.job import Job, JobContext
from rotation.rota.live import due_steps


def run(context: JobContext) -> None:
    """Look for searches whose next step is due."""
    due_steps.advance_covers(context.work)


JOB = Job("ask_next", timedelta(seconds=10), run)
