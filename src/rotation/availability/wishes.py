"""Dated wishes: times a member would like to work, or would rather not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.availability import store
from rotation.availability.facts import AvailabilityChanged
from rotation.clock import new_id
from rotation.database import note
from rotation.errors import Impossible
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, start_of_day, touches
from rotation.words import say

if TYPE_CHECKING:
    from rotation.availability.store import WishRow

Kind = Literal["prefer", "rather_not"]
MOST = 500


@dataclass(frozen=True)
class Wish:
    """A time a member would like to work, or would rather not."""

    id: UUID
    member_id: UUID
    span: Span
    kind: Kind


def create(session: Session, member_id: UUID, span: Span, kind: Kind, now: datetime) -> Wish:
    """Add a wish of a member; Impossible when they have too many."""
    member = members.find(session, member_id)
    if store.coming_wishes(session, member_id, now) >= MOST:
        raise Impossible(say("A member has {most} wishes to come at most.", most=MOST))
    values = {
        "id": new_id(),
        "member_id": member_id,
        "start": span.start,
        "end": span.end,
        "kind": kind,
        "created_at": now,
    }
    row = store.add_wish(session, member.team_id, values)
    note(session, _changed(row, None, _audited(row)))
    note(session, AvailabilityChanged(row.team_id, member_id))
    return _wish(row)


def listed(session: Session, member_id: UUID, after: UUID | None, limit: int) -> list[Wish]:
    """Return the wishes of a member, oldest first; NotFound without the member."""
    members.member_exists(session, member_id)
    return [_wish(row) for row in store.wishes(session, member_id, after, limit)]


def days_wished(
    session: Session, team: Team, span: Span, apart: Sequence[Span] = ()
) -> dict[UUID, int]:
    """Return on how many local days of a span each member has a dated wish, those who have any.

    Wishes to work at a time in ``apart`` (disjoint, in order) do not count.
    """
    days: dict[UUID, set[date]] = defaultdict(set)
    for row in store.wishes_between(session, team.id, span):
        if row.kind == "prefer" and touches(apart, Span(row.start, row.end)):
            continue
        wished = Span(row.start, row.end).within(span)
        at = wished.start if wished else span.end
        while wished and at < wished.end:
            day = at.astimezone(team.zone).date()
            days[row.member_id].add(day)
            at = start_of_day(day + DAY, team.zone)
    return {member: len(each) for member, each in days.items()}


def delete(session: Session, member_id: UUID, wish_id: UUID) -> None:
    """Delete a wish."""
    members.member_exists(session, member_id)
    row = store.wish(session, member_id, wish_id)
    store.remove(session, row)
    note(session, _changed(row, _audited(row), None))
    note(session, AvailabilityChanged(row.team_id, member_id))


def _changed(
    row: "WishRow", before: dict[str, object] | None, after: dict[str, object] | None
) -> Changed:
    action = "created" if after else "deleted"
    return Changed(action, "wish", row.id, before, after, row.team_id, row.member_id)  # type: ignore[arg-type]  # one of the two


def _audited(row: "WishRow") -> dict[str, object]:
    return {"start": row.start, "end": row.end, "kind": row.kind}


def _wish(row: "WishRow") -> Wish:
    return Wish(row.id, row.member_id, Span(row.start, row.end), row.kind)  # type: ignore[arg-type]  # checked at the border
