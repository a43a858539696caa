"""All SQL of the message log."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from rotation.database import insert_new
from rotation.demand.tables.volumes import MessageRow

_AT_ONCE = 2_000
Answered = tuple[datetime, datetime | None, bytes | None]
"""When a message came in, when it was taken up (or answered), and its conversation."""


@dataclass(frozen=True)
class StoredMessage:
    """A message as it is stored, as far as a later export may complete it."""

    id: UUID
    replied_at: datetime | None
    sent_at: datetime | None


def at_times(
    session: Session, team_id: UUID, times: Mapping[UUID, Collection[datetime]]
) -> dict[tuple[UUID, datetime, bytes | None], list[StoredMessage]]:
    """Return the stored messages of a team by channel, time and conversation, oldest row first.

    ``times`` are the times of receipt that are looked at, by channel.
    """
    found: dict[tuple[UUID, datetime, bytes | None], list[StoredMessage]] = {}
    row = MessageRow
    columns = (row.id, row.received_at, row.conversation, row.replied_at, row.sent_at)
    for channel, instants in times.items():
        wanted = sorted(instants)
        for first in range(0, len(wanted), _AT_ONCE):
            query = select(*columns).where(
                row.team_id == team_id,
                row.channel_id == channel,
                row.received_at.in_(wanted[first : first + _AT_ONCE]),
            )
            for each in session.execute(query.order_by(row.id)):
                key = (channel, each.received_at, each.conversation)
                stored = StoredMessage(each.id, each.replied_at, each.sent_at)
                found.setdefault(key, []).append(stored)
    return found


def complete(session: Session, messages: Iterable[StoredMessage]) -> None:
    """Store what has become known of messages."""
    values = [
        {"id": each.id, "replied_at": each.replied_at, "sent_at": each.sent_at} for each in messages
    ]
    if values:
        session.execute(update(MessageRow), values)


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
    """Yield messages in order of receipt; at one time those that are answered first."""
    row = MessageRow
    known = (row.sent_at, row.replied_at) if wanted.sent else (row.replied_at, row.sent_at)
    answered = func.coalesce(*known)
    found = select(row.received_at, answered, row.conversation).where(
        row.team_id == wanted.team,
        row.channel_id == wanted.channel,
        row.received_at >= wanted.first,
    )
    if wanted.last is not None:
        found = found.where(row.received_at < wanted.last)
    found = found.order_by(row.received_at, answered.is_(None), answered)
    found = found.execution_options(yield_per=5000)
    yield from session.execute(found)


def mark(
    session: Session, team_id: UUID, channel_id: UUID, first: datetime | None = None
) -> tuple[int, datetime | None, int, int]:
    """Return how many messages of a channel there are from ``first`` on, and the newest of them.

    With it, of how many it is known when they were taken up and when the reply was sent. Messages
    are only ever added and completed, so an equal mark means equal messages.
    """
    row = MessageRow
    wanted = select(
        func.count(), func.max(row.received_at), func.count(row.replied_at), func.count(row.sent_at)
    ).where(row.team_id == team_id, row.channel_id == channel_id)
    if first is not None:
        wanted = wanted.where(row.received_at >= first)
    count, newest, replied, sent = session.execute(wanted).one()
    return count, newest, replied, sent
