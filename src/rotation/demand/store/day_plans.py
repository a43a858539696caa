"""All SQL of day plans."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from rotation.demand.tables.day_plans import DayPlanRow as DayPlanRow
from rotation.errors import NotFound


def add(session: Session, **values: Any) -> None:  # Any: columns of different types
    """Insert a day plan."""
    session.add(DayPlanRow(**values))
    session.flush()


def day_plan(session: Session, team_id: UUID, day_plan_id: UUID) -> DayPlanRow:
    """Return a day plan of a team; NotFound otherwise."""
    row = session.scalar(
        select(DayPlanRow).where(DayPlanRow.team_id == team_id, DayPlanRow.id == day_plan_id)
    )
    if row is None:
        raise NotFound("There is no such day plan.", field="day_plan")
    return row


def day_plans(session: Session, team_id: UUID) -> Sequence[DayPlanRow]:
    """Return the day plans of a team, in order of their first day."""
    ordered = select(DayPlanRow).where(DayPlanRow.team_id == team_id)
    return session.scalars(ordered.order_by(DayPlanRow.first_day, DayPlanRow.id)).all()


def delete(session: Session, row: DayPlanRow) -> None:
    """Delete a day plan."""
    session.delete(row)
    session.flush()
