"""Takes up again, or fails, the runs whose worker has gone."""

from datetime import timedelta

from api.jobs.job import Job, JobContext
from rotation.rota.planning import runs


def run(context: JobContext) -> None:
    """Look for runs whose lease is over."""
    if runs.recover(context.work):
        context.work.wake()


JOB = Job("recover_runs", timedelta(seconds=5), run)
