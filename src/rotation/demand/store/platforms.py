"""All SQL of a team's own rules of platforms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rotation.demand.tables.platforms import PlatformRuleRow as PlatformRuleRow


def rules(session: Session, team_id: UUID) -> Sequence[PlatformRuleRow]:
    """Return the rules of a team, in the order in which they began."""
    row = PlatformRuleRow
    wanted = select(row).where(row.team_id == team_id).order_by(row.valid_from, row.id)
    return session.scalars(wanted).all()


def replace(session: Session, team_id: UUID, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Keep rules in place of those that were there."""
    session.execute(delete(PlatformRuleRow).where(PlatformRuleRow.team_id == team_id))
    session.add_all(PlatformRuleRow(team_id=team_id, **each) for each in wanted)
    session.flush()
