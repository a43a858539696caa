"""Reads of who is on duty: the projection that ``revisions`` keeps."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.rota.store import duties as store
from rotation.rota.timeline import DutySpan, Override
from rotation.timespan import Span

if TYPE_CHECKING:
    from rotation.rota.store.duties import DutySpanRow, OverrideRow

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
    """Return the duty spans that touch a span, by start."""
    return [duty(row) for row in store.between(session, team_id, span, member)]


def in_any(session: Session, team_id: UUID, spans: Sequence[Span]) -> list[DutySpan]:
    """Return the duty spans that touch one of some spans, by start."""
    return [duty(row) for row in store.in_any(session, team_id, spans)] if spans else []


def of_slots(session: Session, slots: Collection[UUID]) -> list[DutySpan]:
    """Return the duty spans of some slots, by start: several where somebody stands in."""
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
        cause=row.cause_id,
    )


def revision(session: Session, team_id: UUID) -> int:
    """Return how often what a team shows has changed."""
    row = store.revision(session, team_id)
    return row.number if row else 0


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
