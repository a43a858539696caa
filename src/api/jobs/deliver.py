"""Sends the notices that are due."""

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from api.queue.deliveries import Deliveries
from api.settings import Settings
from rotation.database import Database
from rotation.deferred import deferred
from rotation.notices import delivery

if TYPE_CHECKING:
    from api.clients import senders
else:
    senders = deferred("api.clients.senders")


def run(context: JobContext) -> None:
    """Send until nothing is due."""
    with context.work.database.session(None, door="notice") as session:
        if not delivery.is_anything_due(session):
            return
    Deliveries(
        context.work, _out(context.settings, context.work.database), context.work.over
    ).drain()


@cache
def _out(settings: Settings, database: Database) -> "senders.Senders":
    return senders.senders(settings, database)


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return delivery.next_due(session)


JOB = Job("deliver", timedelta(seconds=1), run, "notice", next_due)
