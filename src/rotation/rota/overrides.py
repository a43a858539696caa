"""Overrides: somebody else is on duty for a span; the assignment stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.database import note
from rotation.errors import Conflict, Impossible
from rotation.rota import versions
from rotation.rota.facts import OverrideChanged
from rotation.rota.store import duties as store
from rotation.rota.store import plans
from rotation.rota.timeline import Override
from rotation.team import members
from rotation.timespan import Span

if TYPE_CHECKING:
    from rotation.rota.tables.duties import OverrideRow

LONGEST = timedelta(days=31)


@dataclass(frozen=True)
class Wanted:
    """An override asked for: who, when, in place of which slot or for which channel."""

    member: UUID
    span: Span
    slot: UUID | None = None
    channel: str | None = None
    reason: str | None = None


def between(session: Session, team_id: UUID, span: Span) -> list[Override]:
    """Return the overrides that have an instant in a span, oldest first."""
    return [_override(row) for row in store.overrides(session, team_id, span)]


def find(session: Session, override_id: UUID) -> tuple[UUID, Override]:
    """Return the team of an override that holds, and it; NotFound otherwise."""
    row = store.override(session, override_id)
    return row.team_id, _override(row)


def create(session: Session, team_id: UUID, wanted: Wanted, now: datetime) -> Override:
    """Let somebody stand in; Impossible for another team's member or a span outside the slot."""
    if wanted.span.length > LONGEST:
        raise Impossible("An override lasts 31 days at most.", field="/end")
    if wanted.span.end <= now:
        raise Impossible("This span is over.", field="/end")
    if members.find(session, wanted.member).team_id != team_id:
        raise Impossible("This member is on another team.", field="/member")
    if wanted.slot is not None:
        _check_slot(session, team_id, wanted)
    row = store.add_override(
        session,
        team_id=team_id,
        start=wanted.span.start,
        end=wanted.span.end,
        member_id=wanted.member,
        slot_id=wanted.slot,
        channel=wanted.channel,
        reason=wanted.reason,
        made_at=now,
    )
    _note(session, row, "created")
    return _override(row)


def withdraw(session: Session, override_id: UUID, now: datetime) -> None:
    """End an override before its time: from now on whoever was assigned is on duty again."""
    row = store.override(session, override_id)
    if row.end <= now:
        raise Conflict("This override is over.")
    if row.start < now:
        # What has been stays as it was: the rest is given back.
        _note(session, row, "changed")
        row.end = now
    else:
        row.withdrawn_at = now
        _note(session, row, "deleted")
    session.flush()


def _check_slot(session: Session, team_id: UUID, wanted: Wanted) -> None:
    assert wanted.slot
    place = plans.place(session, wanted.slot)
    found = versions.of_week(session, place.team_id, place.week) if place.team_id == team_id else []
    slot = next((each for each in found if each.id == wanted.slot), None)
    if slot is None:
        raise Impossible("This slot is not in a published rota of the team.", field="/slot")
    if not Span(slot.start, slot.end).overlaps(wanted.span):
        raise Impossible("The span lies outside the shift.", field="/start")


def _note(session: Session, row: "OverrideRow", action: Action) -> None:
    told = {
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "member": str(row.member_id),
        "slot": str(row.slot_id) if row.slot_id else None,
        "channel": row.channel,
    }
    before, after = (None, told) if action == "created" else (told, None)
    note(session, Changed(action, "override", row.id, before, after, team=row.team_id))
    note(session, OverrideChanged(row.team_id, row.start, row.end, row.reason))


def _override(row: "OverrideRow") -> Override:
    return Override(row.id, row.start, row.end, row.member_id, row.slot_id, row.channel)
