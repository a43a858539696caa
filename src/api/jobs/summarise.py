"""Writes the weekly summaries that are due."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from rotation.notices import summaries
from rotation.notices.store import summaries as store


def run(context: JobContext) -> None:
    """Write each summary in a unit of its own; one left out by a failure is due again later."""
    work = context.work
    with work.door("weekly_summary") as session:
        now, found = summaries.claim(session)
    for organisation, summary in found:
        with work.unit(work.service(organisation), now) as session:
            summaries.write(session, summary, now)


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return store.next_due(session)


JOB = Job("summarise", timedelta(seconds=20), run, "weekly_summary", next_due)
