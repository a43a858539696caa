"""All SQL of repeating rotas."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.tables.ahead import RepeatingRow as RepeatingRow


def add(session: Session, **values: Any) -> RepeatingRow:
    """Insert a repeating rota."""
    row = RepeatingRow(**values)
    session.add(row)
    session.flush()
    return row


def repeating(session: Session, row_id: UUID) -> RepeatingRow:
    """Return a repeating rota; NotFound otherwise."""
    row = session.scalar(select(RepeatingRow).where(RepeatingRow.id == row_id))
    if row is None:
        raise NotFound("There is no such repeating rota.", field="repeating")
    return row


def of_team(session: Session, team: UUID, after: UUID | None, limit: int) -> Sequence[RepeatingRow]:
    """Return the repeating rotas of a team, newest first."""
    wanted = select(RepeatingRow).where(RepeatingRow.team_id == team)
    wanted = wanted.order_by(RepeatingRow.id.desc()).limit(limit)
    return session.scalars(wanted.where(RepeatingRow.id < after) if after else wanted).all()


def delete(session: Session, row: RepeatingRow) -> None:
    """Delete a repeating rota."""
    session.delete(row)
    session.flush()
