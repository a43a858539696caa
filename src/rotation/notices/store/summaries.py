"""All SQL of weekly summaries; what crosses organisations stands at the door ``weekly_summary``."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rotation.database import claim as take
from rotation.notices.tables import SummaryRow


def of_team(session: Session, team_id: UUID) -> SummaryRow | None:
    """Return when a team gets its next summary, or None when it wants none."""
    return session.scalar(select(SummaryRow).where(SummaryRow.team_id == team_id))


def by_id(session: Session, summary_id: UUID) -> SummaryRow | None:
    """Return a claimed summary, or None when it is there no more."""
    return session.scalar(select(SummaryRow).where(SummaryRow.id == summary_id))


def put(session: Session, team_id: UUID, at: datetime, week: str) -> None:
    """Keep when a team gets its next summary, and of which week."""
    row = of_team(session, team_id)
    if row is None:
        session.add(SummaryRow(team_id=team_id, next_at=at, week=week))
    else:
        row.next_at, row.week = at, week
    session.flush()


def remove(session: Session, row: SummaryRow) -> None:
    """Forget about a summary."""
    session.delete(row)
    session.flush()


def next_due(session: Session) -> datetime | None:
    """Return when the next summary of any organisation is due; at the door."""
    return session.scalar(select(func.min(SummaryRow.next_at)))


def claim(session: Session, now: datetime, again: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Take the summaries that are due, due again later; return their (organisation, id)."""
    wanted = (
        select(SummaryRow.id)
        .where(SummaryRow.next_at <= now)
        .order_by(SummaryRow.next_at)
        .limit(most)
    )
    return take(session, SummaryRow, wanted, {"next_at": again})
