"""Writes the weekly summaries that are due."""

from datetime import timedelta

from api.jobs.job import Job, JobContext
from rotation.notices import summaries


def run(context: JobContext) -> None:
    """Write each summary in a unit of its own; one left out by a failure is due again later."""
    work = context.work
    with work.door("weekly_summary") as session:
        now, found = summaries.claim(session)
    for organisation, summary in found:
        with work.unit(work.service(organisation), now) as session:
            summaries.write(session, summary, now)


JOB = Job("summarise", timedelta(seconds=20), run)
