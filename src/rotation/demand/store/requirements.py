"""All SQL of requirements; what crosses organisations stands at their door and gives ids only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rotation.database import claim
from rotation.demand.tables.requirements import RequirementRow


@dataclass(frozen=True)
class StoredRequirements:
    """An answer, the digest of its question, and when it was made."""

    answer: dict[str, Any]
    digest: bytes
    made_at: datetime
    is_stale: bool


def of_weeks(session: Session, team_id: UUID, weeks: Collection[str]) -> Sequence[RequirementRow]:
    """Return the stored requirements of some weeks of a team."""
    row = RequirementRow
    return session.scalars(
        select(row).where(row.team_id == team_id, row.week.in_(list(weeks)))
    ).all()


def keep(session: Session, team_id: UUID, week: str, found: StoredRequirements) -> None:
    """Keep the answer for a week in place of what was there."""
    there = of_weeks(session, team_id, [week])
    if there:
        row = there[0]
        row.digest, row.answer = found.digest, found.answer
        row.made_at, row.is_stale = found.made_at, found.is_stale
    else:
        session.add(RequirementRow(team_id=team_id, week=week, **vars(found)))
    session.flush()


def mark_stale(session: Session, team_ids: Collection[UUID]) -> None:
    """Mark all that is stored for some teams as overtaken."""
    row = RequirementRow
    session.execute(
        update(row)
        .where(row.team_id.in_(list(team_ids)), row.is_stale.is_(False))
        .values(is_stale=True)
    )


def claim_stale(session: Session, first_week: str, most: int) -> list[tuple[UUID, UUID]]:
    """Take what is overtaken from a week on: (organisation, id), of any organisation."""
    row = RequirementRow
    wanted = select(row.id).where(row.is_stale.is_(True), row.week >= first_week)
    return claim(session, row, wanted.order_by(row.week, row.id).limit(most), {"is_stale": False})


def of_id(session: Session, row_id: UUID) -> tuple[UUID, str] | None:
    """Return team and week of what is stored under an id, or None."""
    row = RequirementRow
    found = session.execute(select(row.team_id, row.week).where(row.id == row_id)).one_or_none()
    return (found[0], found[1]) if found else None
