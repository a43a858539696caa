"""Tables of organisations, keys, sign-ins, repeated requests and the audit trail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.clock import new_id
from rotation.database import Base, Owned


class OrganisationRow(Base):
    """A tenant; owns everything below it. See ``kept_reads`` for ``settings_revision``."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    created_at: Mapped[datetime]
    settings_revision: Mapped[int] = mapped_column(BigInteger, default=0)


class KeyRow(Owned, Base):
    """An API key: its digest, and what it may do and see."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("digest"),)

    name: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[bytes]
    access: Mapped[str]
    teams: Mapped[list[str] | None]
    member_id: Mapped[UUID | None]
    privacy: Mapped[str] = mapped_column(default="name")
    may_write: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class SignInLinkRow(Owned, Base):
    """A one-time link that opens a session: its digest, and what the session may do."""

    __tablename__ = "sign_in_link"
    __table_args__ = (UniqueConstraint("digest"),)

    digest: Mapped[bytes]
    name: Mapped[str]
    access: Mapped[str]
    member_id: Mapped[UUID | None]
    teams: Mapped[list[str] | None]
    asks_first: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SessionRow(Owned, Base):
    """A browser that has signed in: the digest of its cookie, and what it may do."""

    __tablename__ = "browser_session"
    __table_args__ = (UniqueConstraint("digest"),)

    digest: Mapped[bytes]
    name: Mapped[str]
    access: Mapped[str]
    member_id: Mapped[UUID | None] = mapped_column(index=True)
    teams: Mapped[list[str] | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RepeatRow(Owned, Base):
    """The answer that was given under an Idempotency-Key; ``body`` holds all of it, encrypted.

    ``headers`` is empty. An empty ``body`` has been erased.
    """

    __tablename__ = "repeat"
    __table_args__ = (UniqueConstraint("organisation_id", "key_id", "name"),)

    key_id: Mapped[UUID]
    name: Mapped[str]
    asked: Mapped[bytes]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)


class RequestCountRow(Base):
    """Requests that replicas counted together under a name, a digest, in a window of time."""

    __tablename__ = "request_count"

    name: Mapped[bytes] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    used: Mapped[int]


class AuditRow(Owned, Base):
    """One thing that was done: append-only; its values stand apart so that they can be erased."""

    __tablename__ = "audit"

    at: Mapped[datetime] = mapped_column(index=True)
    team_id: Mapped[UUID | None]
    actor_key_id: Mapped[UUID | None]
    actor: Mapped[str]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[UUID] = mapped_column(index=True)
    request_id: Mapped[str | None]
    values_digest: Mapped[bytes]
    position: Mapped[int | None]
    previous_hash: Mapped[bytes | None]
    hash: Mapped[bytes | None]

    __table_args__ = (UniqueConstraint("organisation_id", "position"),)


class AuditHeadRow(Owned, Base):
    """The end of an organisation's audit chain: whoever writes a line holds it until the commit."""

    __tablename__ = "audit_head"

    position: Mapped[int]
    hash: Mapped[bytes]

    __table_args__ = (UniqueConstraint("organisation_id"),)


class AuditValueRow(Owned, Base):
    """The values of an audit row, before and after; erasing them takes the salt along."""

    __tablename__ = "audit_value"

    audit_id: Mapped[UUID] = mapped_column(index=True)
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    salt: Mapped[bytes]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
