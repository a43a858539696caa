"""All SQL of API keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from rotation.account.tables import KeyRow as KeyRow
from rotation.database import Database
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow

_BY_DIGEST = CompiledRead(
    select(
        KeyRow.id,
        KeyRow.organisation_id,
        KeyRow.name,
        KeyRow.prefix,
        KeyRow.access,
        KeyRow.teams,
        KeyRow.member_id,
        KeyRow.privacy,
        KeyRow.may_write,
        KeyRow.expires_at,
        KeyRow.revoked_at,
        KeyRow.last_used_at,
    ).where(KeyRow.digest == bindparam("digest")),
    KeyRow,
    door="api_key",
)


def add(session: Session, **values: Any) -> KeyRow:
    """Insert a key."""
    row = KeyRow(**values)
    session.add(row)
    session.flush()
    return row


def key(session: Session, key_id: UUID) -> KeyRow:
    """Return a key that has not been revoked; NotFound otherwise."""
    row = session.scalar(select(KeyRow).where(KeyRow.id == key_id, KeyRow.revoked_at.is_(None)))
    if row is None:
        raise NotFound("There is no such key.")
    return row


def keys(session: Session, after: UUID | None, limit: int | None) -> Sequence[KeyRow]:
    """Return the keys that have not been revoked, oldest first; without a limit all of them."""
    wanted = select(KeyRow).where(KeyRow.revoked_at.is_(None)).order_by(KeyRow.id).limit(limit)
    return session.scalars(wanted.where(KeyRow.id > after) if after else wanted).all()


def owner_keys_held(session: Session) -> Sequence[KeyRow]:
    """Return the owner keys that have not been revoked; until the end nobody else changes them."""
    wanted = select(KeyRow).where(KeyRow.access == "owner", KeyRow.revoked_at.is_(None))
    locked = wanted.order_by(KeyRow.id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def keys_of(session: Session, member: UUID) -> Sequence[KeyRow]:
    """Return the keys of a member that have not been revoked."""
    wanted = select(KeyRow).where(KeyRow.member_id == member, KeyRow.revoked_at.is_(None))
    return session.scalars(wanted).all()


def key_by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return the key of a digest, whatever its organisation."""
    return _BY_DIGEST.first(database, None, digest=digest)


def stamp_used(session: Session, key_id: UUID, now: datetime) -> None:
    """Remember when a key was used."""
    session.execute(update(KeyRow).where(KeyRow.id == key_id).values(last_used_at=now))
