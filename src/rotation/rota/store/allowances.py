"""All SQL of limits that may be exceeded in some weeks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.tables.ahead import AllowanceRow as AllowanceRow


def add(session: Session, **values: Any) -> AllowanceRow:
    """Insert an allowance."""
    row = AllowanceRow(**values)
    session.add(row)
    session.flush()
    return row


def allowance(session: Session, allowance_id: UUID) -> AllowanceRow:
    """Return an allowance; NotFound otherwise."""
    row = session.scalar(select(AllowanceRow).where(AllowanceRow.id == allowance_id))
    if row is None:
        raise NotFound("There is no such exception.", field="exception")
    return row


def touching(session: Session, team: UUID, first: str, last: str) -> Sequence[AllowanceRow]:
    """Return the exceptions in one of the weeks from first to last, oldest first."""
    wanted = select(AllowanceRow).where(
        AllowanceRow.team_id == team, AllowanceRow.first <= last, AllowanceRow.last >= first
    )
    return session.scalars(wanted.order_by(AllowanceRow.id)).all()


def delete(session: Session, row: AllowanceRow) -> None:
    """Delete an allowance."""
    session.delete(row)
    session.flush()
