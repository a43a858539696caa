"""All SQL of the audit trail; there is no update, and only values can be deleted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rotation.account.tables import AuditRow, AuditValueRow


def add(session: Session, line: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Append a line and its erasable values."""
    session.add(AuditRow(**line))
    session.add(AuditValueRow(**values))


def lines(
    session: Session, team: UUID | None, before: UUID | None, limit: int
) -> Sequence[tuple[AuditRow, AuditValueRow | None]]:
    """Return lines with their values, newest first."""
    wanted = (
        select(AuditRow, AuditValueRow)
        .outerjoin(AuditValueRow, AuditValueRow.audit_id == AuditRow.id)
        .order_by(AuditRow.id.desc())
        .limit(limit)
    )
    if team:
        wanted = wanted.where(AuditRow.team_id == team)
    if before:
        wanted = wanted.where(AuditRow.id < before)
    return [(line, values) for line, values in session.execute(wanted)]


def about(session: Session, entity: str, ids: Sequence[UUID]) -> Sequence[AuditRow]:
    """Return the lines about some things of a kind, oldest first."""
    wanted = select(AuditRow).where(AuditRow.entity == entity, AuditRow.entity_id.in_(ids))
    return session.scalars(wanted.order_by(AuditRow.id)).all()


def erase_values(session: Session, subject: UUID) -> None:
    """Delete the values (and salts) kept about a member; the lines stay."""
    session.execute(delete(AuditValueRow).where(AuditValueRow.subject_id == subject))
