"""The message log of a team: taken in, counted by the hour."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.demand.facts import DemandChanged
from rotation.demand.messages import export_formats, log_reader, merge
from rotation.demand.messages.log_reader import LogFormat, LoggedMessage, RejectedRow
from rotation.demand.messages.log_text import name_of
from rotation.demand.messages.work_items import Item, fold_conversations
from rotation.demand.store import volumes as store
from rotation.errors import Impossible
from rotation.team.teams import Team
from rotation.timespan import Span, zone
from rotation.words import say

BATCH = 5_000
_MOST_TRIES = 3
MOST_ROWS_NAMED = 200
"""How many refused rows are told; all are counted."""
LOOK_BACK = timedelta(days=7)
"""How long before a span a conversation may have begun to be followed into it."""


@dataclass(frozen=True)
class Import:
    """The rows of an imported log: taken, known already, refused."""

    accepted: int
    completed: int
    repeated: int
    refused: Sequence[RejectedRow]
    refused_count: int


@dataclass(frozen=True)
class LogSettings:
    """The settings of a log by its sender: columns as text, export format, zone, channel."""

    columns: str = ""
    format: str = ""
    timezone: str = ""
    channel: str = ""


def reading(
    session: Session, team: Team, now: datetime, said: LogSettings = LogSettings()
) -> LogFormat:
    """Return how to read a log of a team: its channels by slug and by name.

    Times without an offset are in the zone that is named, else in that of the export format, or
    in the team's where that has none. Impossible for a format, zone or channel that is none.
    """
    known = log_reader.names((each.slug, each.name) for each in channels.listed(session, team.id))
    columns = log_reader.parsed_columns(said.columns)
    export = export_formats.named(said.format) if said.format else None
    usual = export.columns if export else {}
    in_zone = zone(said.timezone) if said.timezone else None
    if export and in_zone is None:
        in_zone = zone(export.timezone) if export.timezone else team.zone
    only = known.get(name_of(said.channel)) if said.channel else None
    if said.channel and only is None:
        detail = say("There is no channel {slug}.", slug=said.channel[:64])
        raise Impossible(detail, field="channel")
    return LogFormat(known, now, columns, usual, in_zone, only)


def import_rows(
    session: Session, team: Team, rows: Iterable[LoggedMessage | RejectedRow]
) -> Import:
    """Take the rows of a log in; a message that is there already is counted as repeated.

    What becomes known of its reply later completes it. A long log may come in parts of one
    iterator, each in a unit of work of its own.
    """
    ids = {each.slug: each.id for each in channels.listed(session, team.id)}
    rows, known = iter(rows), Counter[str]()
    refused: list[RejectedRow] = []
    while part := list(islice(rows, BATCH)):
        wrong = [each for each in part if isinstance(each, RejectedRow)]
        right = [each for each in part if isinstance(each, LoggedMessage)]
        known.update(_import_batch(session, team.id, ids, right))
        known["refused"] += len(wrong)
        refused += wrong[: MOST_ROWS_NAMED - len(refused)]
    result = Import(
        known["accepted"], known["completed"], known["repeated"], refused, known["refused"]
    )
    if result.accepted or result.completed:
        told = {"messages": result.accepted, "completed": result.completed}
        note(session, Changed("changed", "message_log", team.id, after=told, team=team.id))
        note(session, DemandChanged(team.id))
    return result


def _import_batch(
    session: Session, team_id: UUID, ids: Mapping[str, UUID], rows: Sequence[LoggedMessage]
) -> Counter[str]:
    """Store messages that are new and complete those that are known; return how many of each."""
    for _ in range(_MOST_TRIES):
        merged = merge.merge_rows(team_id, ids, rows, partial(store.at_times, session, team_id))
        store.complete(session, merged.completed)
        added = store.add(session, merged.new)
        if added == len(merged.new):
            break
        # Somebody imports the same at the same time: theirs are known now.
    done = Counter(accepted=added, completed=len(merged.completed))
    done["repeated"] = len(rows) - done.total()
    return done


def hourly(
    session: Session, team_id: UUID, channel_id: UUID, since: datetime
) -> list[tuple[datetime, int]]:
    """Return the items of a channel by the UTC hour they came in, from ``since`` on, in order.

    Hours without any are left out. A conversation that nobody answers stays one item, however
    long it goes on; it is followed from a week before ``since``.
    """
    first = since - LOOK_BACK
    key, mark = (channel_id, since), store.mark(session, team_id, channel_id, first)
    with _KEEPING:
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
        with _KEEPING:
            while len(_KEPT) >= _MOST_KEPT:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[key] = kept
    return list(kept[1])


_MOST_KEPT = 200
_KEEPING = threading.Lock()
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
    return max((newest for _, newest, *_ in marks if newest is not None), default=None)
