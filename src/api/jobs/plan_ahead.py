"""Drafts the next weeks of the teams that plan ahead, and publishes them where that is wanted."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from rotation.database import database_now
from rotation.rota.planning import planning_horizon
from rotation.rota.publishing import automatic
from rotation.rota.store import horizon as store


def run(context: JobContext) -> None:
    """Look for teams whose time has come, and for what was found since."""
    with context.work.database.session(None) as session:
        now = database_now(session)
    planning_horizon.draft_due(context.work, now)
    automatic.publish_planned_weeks(context.work, now)


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return store.next_due(session)


JOB = Job("plan_ahead", timedelta(seconds=15), run, "horizon", next_due)
