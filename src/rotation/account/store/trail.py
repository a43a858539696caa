"""All SQL of the audit trail; no line is updated, and only values can be deleted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from rotation.account.tables import AuditHeadRow, AuditRow, AuditValueRow
from rotation.database import insert_new

_WITH_VALUES = select(AuditRow, AuditValueRow).outerjoin(
    AuditValueRow, AuditValueRow.audit_id == AuditRow.id
)


def add(session: Session, line: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Append a line and its erasable values."""
    session.add(AuditRow(**line))
    session.add(AuditValueRow(**values))


def lines(
    session: Session, team: UUID | None, before: UUID | None, limit: int
) -> Sequence[tuple[AuditRow, AuditValueRow | None]]:
    """Return lines with their values, newest first."""
    wanted = _WITH_VALUES.order_by(AuditRow.id.desc()).limit(limit)
    if team:
        wanted = wanted.where(AuditRow.team_id == team)
    if before:
        wanted = wanted.where(AuditRow.id < before)
    return [(line, values) for line, values in session.execute(wanted)]


def oldest_first(
    session: Session, after: UUID | None, limit: int
) -> Sequence[tuple[AuditRow, AuditValueRow | None]]:
    """Return lines with their values by id, after the one with an id."""
    wanted = _WITH_VALUES.order_by(AuditRow.id).limit(limit)
    if after:
        wanted = wanted.where(AuditRow.id > after)
    return [(line, values) for line, values in session.execute(wanted)]


def by_position(
    session: Session, after: int, limit: int
) -> Sequence[tuple[AuditRow, AuditValueRow | None]]:
    """Return lines of the chain with their values, after a position."""
    wanted = _WITH_VALUES.where(AuditRow.position > after)
    wanted = wanted.order_by(AuditRow.position, AuditRow.id).limit(limit)
    return [(line, values) for line, values in session.execute(wanted)]


def outside(session: Session) -> int:
    """Return how many lines stand outside the chain."""
    return session.scalar(select(func.count(AuditRow.id)).where(AuditRow.position.is_(None))) or 0


def head(session: Session) -> tuple[int, bytes] | None:
    """Return position and hash of the last line of the chain."""
    row = session.scalars(select(AuditHeadRow)).first()
    return (row.position, row.hash) if row else None


def beyond_head(session: Session) -> int:
    """Return how many lines stand behind the end of the chain, which no release writes.

    One statement sees both, whatever is written meanwhile.
    """
    end = func.coalesce(select(func.max(AuditHeadRow.position)).scalar_subquery(), 0)
    found = session.scalar(
        select(func.count()).select_from(AuditRow).where(AuditRow.position > end)
    )
    return found or 0


def locked_head(session: Session, start: bytes) -> AuditHeadRow:
    """Return the end of the chain, which nobody else reads to write until we commit."""
    wanted = select(AuditHeadRow).with_for_update().execution_options(populate_existing=True)
    found = session.scalars(wanted).first()
    if found is None:
        insert_new(session, AuditHeadRow, [{"position": 0, "hash": start}], ["organisation_id"])
        found = session.scalars(wanted).one()
    return found


def about(session: Session, entity: str, ids: Sequence[UUID]) -> Sequence[AuditRow]:
    """Return the lines about some things of a kind, oldest first."""
    wanted = select(AuditRow).where(AuditRow.entity == entity, AuditRow.entity_id.in_(ids))
    return session.scalars(wanted.order_by(AuditRow.id)).all()


def erase_values(session: Session, subject: UUID) -> None:
    """Delete the values (and salts) kept about a member; the lines stay."""
    session.execute(delete(AuditValueRow).where(AuditValueRow.subject_id == subject))
