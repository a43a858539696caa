"""All SQL of hand-over notes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.tables.hand_over import HandOverNoteRow as HandOverNoteRow


def add(session: Session, **values: Any) -> HandOverNoteRow:  # Any: columns
    """Insert a note."""
    row = HandOverNoteRow(**values)
    session.add(row)
    session.flush()
    return row


def note(session: Session, note_id: UUID) -> HandOverNoteRow:
    """Return a note; NotFound otherwise."""
    row = session.scalar(select(HandOverNoteRow).where(HandOverNoteRow.id == note_id))
    if row is None:
        raise NotFound("There is no such hand-over note.", field="note")
    return row


def of_slots(session: Session, slots: Collection[UUID]) -> Sequence[HandOverNoteRow]:
    """Return the notes left in some slots, oldest first."""
    wanted = select(HandOverNoteRow).where(HandOverNoteRow.slot_id.in_(slots))
    return session.scalars(wanted.order_by(HandOverNoteRow.id)).all()


def teams_with_any(session: Session, teams: Collection[UUID], since: datetime) -> Sequence[UUID]:
    """Return those of some teams in which a note was left since."""
    wanted = select(HandOverNoteRow.team_id).where(
        HandOverNoteRow.team_id.in_(teams), HandOverNoteRow.made_at >= since
    )
    return session.scalars(wanted.distinct()).all()


def delete_note(session: Session, row: HandOverNoteRow) -> None:
    """Delete a note."""
    session.delete(row)
    session.flush()


def delete_before(session: Session, moment: datetime) -> None:
    """Delete the notes left before a moment."""
    session.execute(delete(HandOverNoteRow).where(HandOverNoteRow.made_at < moment))


def forget(session: Session, member: UUID) -> None:
    """Delete the notes of a member."""
    session.execute(delete(HandOverNoteRow).where(HandOverNoteRow.member_id == member))
