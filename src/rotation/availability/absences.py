"""Dated absences: leave, sickness and other times a member cannot work."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.availability import store
from rotation.availability.facts import AvailabilityChanged
from rotation.clock import new_id
from rotation.database import note
from rotation.errors import Conflict, Impossible
from rotation.team import members
from rotation.timespan import Span
from rotation.words import say

if TYPE_CHECKING:
    from rotation.availability.store import AbsenceRow

Kind = Literal["leave", "sick", "other"]
State = Literal["asked", "approved", "refused"]
MOST = 500


@dataclass(frozen=True)
class Absence:
    """A time a member is away; only an approved one takes them off the rota."""

    id: UUID
    member_id: UUID
    span: Span
    kind: Kind
    state: State


def create(
    session: Session,
    member_id: UUID,
    span: Span,
    kind: Kind,
    now: datetime,
    *,
    state: State = "approved",
) -> Absence:
    """Add an absence of a member; Impossible when they have too many."""
    member = members.find(session, member_id)
    if store.coming_absences(session, member_id, now) >= MOST:
        raise Impossible(say("A member has {most} absences to come at most.", most=MOST))
    values = {
        "id": new_id(),
        "member_id": member_id,
        "start": span.start,
        "end": span.end,
        "kind": kind,
        "state": state,
        "created_at": now,
    }
    made = store.add_absence(session, member.team_id, values)
    _noted(session, "created", made, None)
    return _absence(made)


def listed(session: Session, member_id: UUID, after: UUID | None, limit: int) -> list[Absence]:
    """Return the absences of a member, oldest first; NotFound without the member."""
    members.member_exists(session, member_id)
    return [_absence(row) for row in store.absences(session, member_id, after, limit)]


def approve(session: Session, member_id: UUID, absence_id: UUID) -> Absence:
    """Approve an absence; Conflict when it was refused."""
    return _decide(session, member_id, absence_id, "approved")


def refuse(session: Session, member_id: UUID, absence_id: UUID) -> Absence:
    """Refuse an absence; Conflict when it was approved."""
    return _decide(session, member_id, absence_id, "refused")


def delete(session: Session, member_id: UUID, absence_id: UUID) -> None:
    """Delete an absence: the member is there after all."""
    members.member_exists(session, member_id)
    row = store.absence(session, member_id, absence_id)
    before = _audited(row)
    store.remove(session, row)
    _noted(session, "deleted", row, before)


def find(session: Session, member_id: UUID, absence_id: UUID) -> Absence:
    """Return an absence of a member; NotFound otherwise."""
    members.member_exists(session, member_id)
    return _absence(store.absence(session, member_id, absence_id))


def approved(session: Session, team_id: UUID, member_id: UUID, span: Span) -> list[Absence]:
    """Return the approved absences of a member that have an instant in a span."""
    found = store.approved_between(session, team_id, span)
    return [_absence(row) for row in found if row.member_id == member_id]


def _decide(session: Session, member_id: UUID, absence_id: UUID, state: State) -> Absence:
    members.member_exists(session, member_id)
    row = store.absence(session, member_id, absence_id)
    if row.state == state:
        return _absence(row)
    if row.state != "asked":
        raise Conflict("This absence has been decided already.", extra={"state": row.state})
    before, row.state = _audited(row), state
    session.flush()
    _noted(session, "changed", row, before)
    return _absence(row)


def _noted(
    session: Session, action: Action, row: "AbsenceRow", before: dict[str, object] | None
) -> None:
    after = None if action == "deleted" else _audited(row)
    changed = Changed(action, "absence", row.id, before, after, row.team_id, row.member_id)
    note(session, changed)
    if row.state == "approved":
        note(session, AvailabilityChanged(row.team_id, row.member_id))


def _audited(row: "AbsenceRow") -> dict[str, object]:
    return {"start": row.start, "end": row.end, "kind": row.kind, "state": row.state}


def _absence(row: "AbsenceRow") -> Absence:
    span = Span(row.start, row.end)
    return Absence(row.id, row.member_id, span, row.kind, row.state)  # type: ignore[arg-type]  # checked at the border
