"""All SQL of links that show a week."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from rotation.database import Database
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow
from rotation.rota.tables.week_links import WeekLinkRow as WeekLinkRow

_BY_DIGEST = CompiledRead(
    select(
        WeekLinkRow.organisation_id,
        WeekLinkRow.team_id,
        WeekLinkRow.week,
        WeekLinkRow.privacy,
        WeekLinkRow.revoked_at,
    ).where(WeekLinkRow.digest == bindparam("digest")),
    WeekLinkRow,
    door="week_link",
)


def add(session: Session, **values: Any) -> WeekLinkRow:
    """Insert a link."""
    row = WeekLinkRow(**values)
    session.add(row)
    session.flush()
    return row


def by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return the link of a digest, whatever its organisation."""
    return _BY_DIGEST.first(database, None, digest=digest)


def listed(session: Session, team: UUID, week: str) -> Sequence[WeekLinkRow]:
    """Return the links of a week that have not been revoked, oldest first."""
    wanted = select(WeekLinkRow).where(
        WeekLinkRow.team_id == team, WeekLinkRow.week == week, WeekLinkRow.revoked_at.is_(None)
    )
    return session.scalars(wanted.order_by(WeekLinkRow.id)).all()


def revoke(session: Session, team: UUID, link_id: UUID, now: datetime) -> WeekLinkRow:
    """Revoke a link of a team and return it; NotFound for any other."""
    wanted = select(WeekLinkRow).where(WeekLinkRow.id == link_id, WeekLinkRow.team_id == team)
    row = session.scalar(wanted.where(WeekLinkRow.revoked_at.is_(None)))
    if row is None:
        raise NotFound("There is no such link.")
    row.revoked_at = now
    session.flush()
    return row
