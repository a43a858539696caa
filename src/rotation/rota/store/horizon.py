"""All SQL of planning ahead; what crosses organisations stands at a door and gives ids only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.tables.ahead import HorizonRow as HorizonRow


def of_team(session: Session, team: UUID) -> HorizonRow | None:
    """Return how far a team plans ahead, or None while it has set nothing."""
    return session.scalar(select(HorizonRow).where(HorizonRow.team_id == team))


def of_id(session: Session, row_id: UUID) -> HorizonRow:
    """Return the setting with an id; NotFound otherwise."""
    row = session.scalar(select(HorizonRow).where(HorizonRow.id == row_id))
    if row is None:
        raise NotFound("There is no such setting.")
    return row


def put(session: Session, team: UUID, **values: Any) -> HorizonRow:
    """Keep how far a team plans ahead."""
    row = of_team(session, team)
    if row is None:
        row = HorizonRow(team_id=team, **values)
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    return row


def next_due(session: Session) -> datetime | None:
    """Return when the weeks of the next team are to be drafted; at the door."""
    return session.scalar(select(func.min(HorizonRow.due_at)))


def due(session: Session, now: datetime) -> Sequence[tuple[UUID, UUID]]:
    """Return (organisation, setting) of the teams whose weeks are to be drafted; at the door."""
    wanted = select(HorizonRow.organisation_id, HorizonRow.id).where(HorizonRow.due_at <= now)
    return [(organisation, row_id) for organisation, row_id in session.execute(wanted)]
