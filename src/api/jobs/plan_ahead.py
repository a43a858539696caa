"""Drafts the next weeks of the teams that plan ahead, and publishes them where that is wanted."""

from datetime import timedelta

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.database import database_now
from rotation.rota.planning import planning_horizon
from rotation.rota.publishing import automatic

EVERY = timedelta(seconds=15)


def run(work: DatabaseUnitOfWork, _: Settings) -> None:
    """Look for teams whose time has come, and for what was found since."""
    with work.database.session(None) as session:
        now = database_now(session)
    planning_horizon.draft_due(work, now)
    automatic.publish_planned_weeks(work, now)
