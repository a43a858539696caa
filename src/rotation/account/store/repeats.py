"""All SQL of repeated requests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rotation.account.tables import RepeatRow
from rotation.errors import Conflict

REPEATS_KEPT = timedelta(hours=24)


def repeat(session: Session, key_id: UUID, name: str, now: datetime) -> RepeatRow | None:
    """Return the response kept under an Idempotency-Key in the last 24 hours."""
    return session.scalar(
        select(RepeatRow).where(
            RepeatRow.key_id == key_id,
            RepeatRow.name == name,
            RepeatRow.created_at > now - REPEATS_KEPT,
        )
    )


def add_repeat(session: Session, **values: Any) -> None:
    """Keep an answer; Conflict when another request with the same key was quicker."""
    row = RepeatRow(**values)
    session.execute(
        delete(RepeatRow).where(
            RepeatRow.key_id == row.key_id,
            RepeatRow.name == row.name,
            RepeatRow.created_at <= row.created_at - REPEATS_KEPT,
        )
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("A request with this Idempotency-Key is being answered.") from None


def replace_repeat(session: Session, key_id: UUID, name: str, status: int, body: bytes) -> None:
    """Replace the answer that is kept under an Idempotency-Key, unless it was erased."""
    session.execute(
        update(RepeatRow)
        .where(RepeatRow.key_id == key_id, RepeatRow.name == name, RepeatRow.body != b"")
        .values(status=status, body=body)
    )


def blank_repeats(session: Session) -> None:
    """Delete what the answers of the organisation say; that they were given stays."""
    session.execute(update(RepeatRow).values(body=b"", headers={}))


def forget_repeats(session: Session, now: datetime) -> None:
    """Delete the answers that are older than a day."""
    session.execute(delete(RepeatRow).where(RepeatRow.created_at <= now - REPEATS_KEPT))
