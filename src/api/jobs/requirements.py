"""Finds out anew how many people shifts need, when what that depends on has changed."""

from datetime import timedelta

from api.jobs.job import Job, JobContext
from rotation.rota.staffing import requirements


def run(context: JobContext) -> None:
    """Ask anew for the requirements whose inputs have changed."""
    work, now = context.work, context.work.clock()
    requirements.refresh(work, work.overtaken(now), context.calculations.answer, now)


JOB = Job("requirements", timedelta(seconds=5), run)
