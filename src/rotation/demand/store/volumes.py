"""All SQL of the message log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class MessageQuery:
    """Messages of a channel received from the first instant to before the last.

    They are answered when taken up, or when the reply was ``sent``; if only one is known, then.
    """

    team: UUID
    channel: UUID
    first: datetime
    last: datetime | None = None
    sent: bool = False


def messages(session: Session, wanted: MessageQuery) -> Iterator[Answered]:
    """Yield messages in order of receipt."""
    row = MessageRow
    known = (row.sent_at, row.replied_at) if wanted.sent else (row.replied_at, row.sent_at)
    found = select(row.received_at, func.coalesce(*known), row.conversation).where(
        row.team_id == wanted.team,
        row.channel_id == wanted.channel,
        row.received_at >= wanted.first,
    )
    if wanted.last is not None:
        found = found.where(row.received_at < wanted.last)
    found = found.order_by(row.received_at).execution_options(yield_per=5000)
    yield from session.execute(found)


def mark(
    session: Session, team_id: UUID, channel_id: UUID, first: datetime | None = None
) -> tuple[int, datetime | None]:
    """Return how many messages of a channel there are from ``first`` on, and the newest of them.

    Messages are only ever added, so an equal mark means equal messages.
    """
    row = MessageRow
    wanted = select(func.count(), func.max(row.received_at)).where(
        row.team_id == team_id, row.channel_id == channel_id
    )
    if first is not None:
        wanted = wanted.where(row.received_at >= first)
    count, newest = session.execute(wanted).one()
    return count, newest
