"""All SQL of organisations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from rotation.account.tables import OrganisationRow
from rotation.clock import new_id
from rotation.database import organisation_of


def add_organisation(session: Session, name: str, now: datetime) -> UUID:
    """Insert an organisation and return its id; the session may be bound to none."""
    row = OrganisationRow(id=new_id(), name=name, created_at=now)
    session.add(row)
    session.flush()
    return row.id


def organisation_name(session: Session) -> str:
    """Return the name of the organisation the session is bound to."""
    row = session.get(OrganisationRow, organisation_of(session))
    return row.name if row else ""


def is_taken(session: Session, name: str) -> bool:
    """Tell whether an organisation has a name; the session may be bound to none."""
    found = select(OrganisationRow.id).where(OrganisationRow.name == name).limit(1)
    return session.scalar(found) is not None


def organisations(session: Session) -> Sequence[UUID]:
    """Return the ids of all organisations, oldest first."""
    return session.scalars(select(OrganisationRow.id).order_by(OrganisationRow.id)).all()
