"""All SQL of notice rules."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from rotation.notices.tables import NoticeRulesRow


def settings(session: Session, team_id: UUID) -> dict[str, Any]:  # Any: JSON
    """Return the notice rules of a team, or nothing."""
    row = _row(session, team_id)
    return dict(row.settings) if row else {}


def put(session: Session, team_id: UUID, wanted: dict[str, Any]) -> None:  # Any: JSON
    """Keep the notice rules of a team."""
    row = _row(session, team_id)
    if row is None:
        session.add(NoticeRulesRow(team_id=team_id, settings=wanted))
    else:
        row.settings = wanted
    session.flush()


def _row(session: Session, team_id: UUID) -> NoticeRulesRow | None:
    return session.scalar(select(NoticeRulesRow).where(NoticeRulesRow.team_id == team_id))
