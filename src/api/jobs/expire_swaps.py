"""Ends the swaps that nobody took in time."""

from datetime import timedelta

from api.jobs.job import Job, JobContext
from rotation.rota.live import due_steps


def run(context: JobContext) -> None:
    """Look for open swaps whose time is over."""
    due_steps.expire_swaps(context.work)


JOB = Job("expire_swaps", timedelta(seconds=30), run)
