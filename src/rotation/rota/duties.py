"""Reads of who is on duty: the projection that ``revisions`` keeps."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.rota.feed import Event, member_uid, team_uid
from rotation.rota.store import duties as store
from rotation.rota.timeline import DutySpan, Override
from rotation.team import members, teams
from rotation.timespan import Span, zone

if TYPE_CHECKING:
    from rotation.rota.tables.duties import DutySpanRow, OverrideRow

_COLUMNS = {
    "slot": "slot_id",
    "member": "member_id",
    "holder": "holder_id",
    "override": "override_id",
}
_FIELDS = {name: _COLUMNS.get(name, name) for name in DutySpan.__dataclass_fields__}


def between(
    session: Session, team_id: UUID, span: Span, member: UUID | None = None
) -> list[DutySpan]:
    """Return who is on duty at some instant of a span, by start."""
    return [duty(row) for row in store.between(session, team_id, span, member)]


def of_slots(session: Session, slots: Collection[UUID]) -> list[DutySpan]:
    """Return who is on duty in some slots, by start: several where somebody stands in."""
    return [duty(row) for row in store.of_slots(session, slots)]


def overrides(session: Session, team_id: UUID, span: Span) -> list[Override]:
    """Return the overrides that have an instant in a span, oldest first."""
    return [override(row) for row in store.overrides(session, team_id, span)]


def override(row: "OverrideRow") -> Override:
    """Return the override of a row."""
    return Override(
        id=row.id,
        start=row.start,
        end=row.end,
        member=row.member_id,
        slot=row.slot_id,
        channel=row.channel,
        instead_of=row.instead_of_id,
    )


def revision(session: Session, team_id: UUID) -> int:
    """Return how often what a team shows has changed."""
    row = store.revision(session, team_id)
    return row.number if row else 0


def feed_entries(
    session: Session, team_id: UUID, member: UUID | None, first: datetime, last: datetime
) -> list[Event]:
    """Return the events of a team's feed (or of a member's) with an instant in the span.

    What was taken away since is there as cancelled.
    """
    rows = store.between(session, team_id, Span(first, last), member, gone=True)
    team, names = teams.of_id(session, team_id), members.names(session, team_id)
    shown: dict[UUID, DutySpanRow] = {}
    for row in rows:
        uid = _uid(row, member)
        if uid not in shown or (row.active, row.seq) > (shown[uid].active, shown[uid].seq):
            shown[uid] = row
    return [_event(uid, row, names[row.member_id], team.name) for uid, row in shown.items()]


def duty(row: "DutySpanRow") -> DutySpan:
    """Return the duty of a row."""
    values = {name: getattr(row, column) for name, column in _FIELDS.items()}
    return msgspec.convert(values, DutySpan)


def columns(span: DutySpan) -> dict[str, object]:
    """Return a duty as its row keeps it."""
    values = {column: getattr(span, name) for name, column in _FIELDS.items()}
    return values | {
        name: list(getattr(span, name)) for name in ("channels", "languages", "skills")
    }


def _uid(row: "DutySpanRow", member: UUID | None) -> UUID:
    if member is None:
        return team_uid(row.slot_id, row.name)
    return member_uid(row.slot_id, member, row.name)


def _event(uid: UUID, row: "DutySpanRow", name: str, team: str) -> Event:
    tz = zone(row.timezone)
    return Event(
        uid=uid,
        start=row.start,
        end=row.end,
        timezone=row.timezone,
        local_start=f"{row.start.astimezone(tz):%H:%M}",
        local_end=f"{row.end.astimezone(tz):%H:%M}",
        summary_name=name,
        task=row.task,
        team=team,
        detail=", ".join([row.pattern, *row.channels] if row.pattern else row.channels),
        sequence=row.seq,
        changed_at=row.changed_at,
        cancelled=not row.active,
    )
