"""The recurring week of a member: what every week is like, in wall time.

``cannot`` beats ``rather_not``. ``can`` says nothing by itself, since whoever says nothing can;
it takes its minutes out of a ``rather_not`` or ``cannot`` that it overlaps, so that "never on
Mondays, but from 17:00" is two entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.availability import store
from rotation.availability.facts import AvailabilityChanged
from rotation.database import note
from rotation.team import members
from rotation.timespan import DAY, Span, days_touched, merged, minus, wall_span

Kind = Literal["can", "rather_not", "cannot"]


@dataclass(frozen=True)
class AvailabilityEntry:
    """Wall-clock hours of an ISO weekday; ``end`` ≤ ``start``: until the next day."""

    weekday: int
    start: str
    end: str
    kind: Kind


def of_member(session: Session, member_id: UUID) -> tuple[AvailabilityEntry, ...]:
    """Return the recurring week of a member; NotFound without the member."""
    members.member_exists(session, member_id)
    row = store.week(session, member_id)
    return _entries(row.entries) if row else ()


def of_team(session: Session, team_id: UUID) -> dict[UUID, tuple[AvailabilityEntry, ...]]:
    """Return the recurring weeks of a team, by member."""
    return {row.member_id: _entries(row.entries) for row in store.weeks(session, team_id)}


def put(
    session: Session, member_id: UUID, entries: Sequence[AvailabilityEntry]
) -> tuple[AvailabilityEntry, ...]:
    """Let the recurring week of a member be these entries."""
    member = members.find(session, member_id)
    before, after = of_member(session, member_id), tuple(dict.fromkeys(entries))
    kept = store.put_week(session, member.team_id, member_id, _plain(after))
    told = {"entries": _plain(before)}, {"entries": _plain(after)}
    note(session, Changed("changed", "availability", kept, *told, member.team_id, member_id))
    note(session, AvailabilityChanged(member.team_id, member_id))
    return after


def dated(
    entries: Iterable[AvailabilityEntry], in_zone: ZoneInfo, span: Span
) -> Mapping[Kind, list[Span]]:
    """Return the spans of weekly entries: each kind disjoint and in order, no minute in two.

    A time that a clock change skips moves forward by its length; one that comes twice is meant
    from its first reading for a start and to its second for an end.
    """
    found: dict[Kind, list[Span]] = {"can": [], "rather_not": [], "cannot": []}
    by_weekday: dict[int, list[AvailabilityEntry]] = {}
    for entry in entries:
        by_weekday.setdefault(entry.weekday, []).append(entry)
    # An entry of the day before may reach into the span.
    for day in days_touched(Span(span.start - DAY - timedelta(hours=3), span.end), in_zone):
        for entry in by_weekday.get(day.isoweekday(), ()):
            meant = wall_span(day, entry.start, entry.end, in_zone)
            if meant and (seen := meant.within(span)):
                found[entry.kind].append(seen)
    can, cannot = merged(found["can"]), merged(found["cannot"])
    cannot = minus(cannot, can)
    rather_not = minus(minus(merged(found["rather_not"]), can), cannot)
    return {"can": can, "rather_not": rather_not, "cannot": cannot}


def _entries(kept: object) -> tuple[AvailabilityEntry, ...]:
    return msgspec.convert(kept, tuple[AvailabilityEntry, ...])


def _plain(entries: Sequence[AvailabilityEntry]) -> list[object]:
    plain: list[object] = msgspec.to_builtins(list(entries))
    return plain
