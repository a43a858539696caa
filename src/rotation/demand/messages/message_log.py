"""The message log of a team: taken in, counted by the hour."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.demand.facts import DemandChanged
from rotation.demand.messages import log_reader
from rotation.demand.messages.log_reader import LogFormat, LoggedMessage, RejectedRow
from rotation.demand.messages.work_items import Item, fold_conversations
from rotation.demand.store import volumes as store
from rotation.team.teams import Team
from rotation.timespan import Span

BATCH = 5_000
MOST_ROWS_NAMED = 200
"""How many refused rows are told; all are counted."""
LOOK_BACK = timedelta(days=7)
"""How long before a span a conversation may have begun to be followed into it."""


@dataclass(frozen=True)
class Import:
    """The rows of an imported log: taken, known already, refused."""

    accepted: int
    repeated: int
    refused: Sequence[RejectedRow]
    refused_count: int


def reading(
    session: Session, team: Team, now: datetime, columns: Mapping[str, str] | None = None
) -> LogFormat:
    """Return how to read a log of a team: its channels by slug and by name."""
    known = log_reader.names((each.slug, each.name) for each in channels.listed(session, team.id))
    return LogFormat(known, now, columns or {})


def import_rows(
    session: Session, team: Team, rows: Iterable[LoggedMessage | RejectedRow]
) -> Import:
    """Take the rows of a log in; a row that is there already is counted as repeated.

    The same row is one with all fields equal, counted by occurrence within the log. A long log
    may come in parts of one iterator, each in a unit of work of its own.
    """
    ids = {each.slug: each.id for each in channels.listed(session, team.id)}
    rows, accepted, given, refused_count = iter(rows), 0, 0, 0
    refused: list[RejectedRow] = []
    while part := list(islice(rows, BATCH)):
        wrong = [each for each in part if isinstance(each, RejectedRow)]
        right = [each for each in part if isinstance(each, LoggedMessage)]
        accepted += store.add(
            session, [_values(team.id, ids[each.channel], each) for each in right]
        )
        given += len(right)
        refused_count += len(wrong)
        refused += wrong[: MOST_ROWS_NAMED - len(refused)]
    result = Import(accepted, given - accepted, refused, refused_count)
    if accepted:
        told = {"messages": accepted}
        note(session, Changed("changed", "message_log", team.id, after=told, team=team.id))
        note(session, DemandChanged(team.id))
    return result


def hourly(
    session: Session, team_id: UUID, channel_id: UUID, since: datetime
) -> list[tuple[datetime, int]]:
    """Return the items of a channel by the UTC hour they came in, from ``since`` on, in order.

    Hours without any are left out. A conversation that nobody answers stays one item, however
    long it goes on; it is followed from a week before ``since``.
    """
    first = since - LOOK_BACK
    key, mark = (channel_id, since), store.mark(session, team_id, channel_id, first)
    kept = _KEPT.get(key)
    if kept is None or kept[0] != mark:
        counts = Counter(
            each.received_at.replace(minute=0, second=0, microsecond=0)
            for each in fold_conversations(
                store.messages(session, store.MessageQuery(team_id, channel_id, first))
            )
            if each.received_at >= since
        )
        kept = mark, tuple(sorted(counts.items()))
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = kept
    return list(kept[1])


_MOST_KEPT = 200
_KEPT: dict[tuple[UUID, datetime], tuple[object, tuple[tuple[datetime, int], ...]]] = {}
"""Hourly counts by channel and first hour, with the mark of the log they were counted from: each
edit of a draft asks for them, and folding ten thousand messages takes a tenth of a second."""


def received(session: Session, team_id: UUID, channel: Channel, span: Span) -> list[Item]:
    """Return the items of a channel that came in during a span, answered as its target measures.

    A reply may come after the span; messages that only follow up an item are followed for a week.
    """
    sent = channel.target.measured_at == "reply_sent"
    first, last = span.start - LOOK_BACK, span.end + LOOK_BACK
    wanted = store.MessageQuery(team_id, channel.id, first, last, sent)
    found = fold_conversations(store.messages(session, wanted))
    return [each for each in found if each.received_at in span]


def newest_message(session: Session, team_id: UUID) -> datetime | None:
    """Return up to when the log of a team tells of messages; None without any."""
    marks = [store.mark(session, team_id, each.id) for each in channels.listed(session, team_id)]
    return max((newest for _, newest in marks if newest is not None), default=None)


def _values(team_id: UUID, channel_id: UUID, message: LoggedMessage) -> dict[str, Any]:
    name = message.conversation
    # The team in front: the same customer has another digest in another team.
    conversation = _digest([team_id, name]) if name is not None else None
    times = (message.received_at, message.replied_at, message.sent_at)
    return {
        "team_id": team_id,
        "channel_id": channel_id,
        "conversation": conversation,
        "received_at": message.received_at,
        "replied_at": message.replied_at,
        "sent_at": message.sent_at,
        # The time in front: rows of a log in order come next to each other in the index.
        "digest": int(message.received_at.timestamp()).to_bytes(5, "big", signed=True)
        + _digest([channel_id, *times, conversation, message.occurrence])[:11],
    }


def _digest(parts: list[Any]) -> bytes:  # Any: what JSON can hold
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).digest()
