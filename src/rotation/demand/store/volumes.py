"""All SQL of the message log."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rotation.database import insert_new
from rotation.demand.tables.volumes import MessageRow

Answered = tuple[datetime, datetime | None, bytes | None]
"""When a message came in, when it was taken up (or answered), and its conversation."""


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the messages that are not there yet; return how many."""
    return insert_new(session, MessageRow, rows, ["organisation_id", "team_id", "digest"])


def messages(
    session: Session,
    team_id: UUID,
    channel_id: UUID,
    first: datetime,
    last: datetime | None = None,
) -> Iterator[Answered]:
    """Yield the messages of a channel received from ``first`` to before ``last``, in order."""
    row = MessageRow
    answered = func.coalesce(row.replied_at, row.sent_at)
    wanted = select(row.received_at, answered, row.conversation).where(
        row.team_id == team_id, row.channel_id == channel_id, row.received_at >= first
    )
    if last is not None:
        wanted = wanted.where(row.received_at < last)
    wanted = wanted.order_by(row.received_at).execution_options(yield_per=5000)
    yield from session.execute(wanted)
