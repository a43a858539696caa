"""All SQL of acknowledged duties."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from rotation.clock import new_id
from rotation.database import insert_new
from rotation.rota.tables.acknowledgements import AcknowledgementRow
from rotation.timespan import Span

Key = tuple[UUID, UUID, datetime]
"""A duty by its slot, member and start."""


def add(session: Session, team: UUID, key: Key, now: datetime) -> UUID | None:
    """Insert an acknowledgement; return its id, None when it is there already."""
    slot, member, start = key
    made = new_id()
    row = {"id": made, "team_id": team, "slot_id": slot, "member_id": member, "start": start}
    unless = ["organisation_id", "slot_id", "member_id", "start"]
    new = insert_new(session, AcknowledgementRow, [row | {"made_at": now}], unless=unless)
    return made if new else None


def between(session: Session, team: UUID, span: Span) -> set[Key]:
    """Return the acknowledged duties of a team that begin in a span."""
    mine = AcknowledgementRow.team_id == team
    began = AcknowledgementRow.start >= span.start, AcknowledgementRow.start < span.end
    return _keys(session, mine, *began)


def of_slots(session: Session, slots: Collection[UUID]) -> set[Key]:
    """Return the acknowledged duties of some slots."""
    return _keys(session, AcknowledgementRow.slot_id.in_(slots)) if slots else set()


def delete_before(session: Session, moment: datetime) -> None:
    """Delete the acknowledgements of duties that began before a moment."""
    session.execute(delete(AcknowledgementRow).where(AcknowledgementRow.start < moment))


def forget(session: Session, member: UUID) -> None:
    """Delete the acknowledgements of a member."""
    session.execute(delete(AcknowledgementRow).where(AcknowledgementRow.member_id == member))


def _keys(session: Session, *mine: ColumnElement[bool]) -> set[Key]:
    of = AcknowledgementRow
    found = session.execute(select(of.slot_id, of.member_id, of.start).where(*mine))
    return {(slot, member, start) for slot, member, start in found}
