"""Tables of notices: rules, destinations, and what waits or was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json, Owned


class NoticeRulesRow(InTeam, Base):
    """When a team's people are reminded, and when they are left in peace."""

    __tablename__ = "notice_rules"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id"),)

    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class ContactRow(InTeam, Base):
    """Where a member is reached: the first that is not disabled, the others when it fails."""

    __tablename__ = "contact"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[str]
    address: Mapped[str]
    secret: Mapped[str | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    resume_at: Mapped[datetime | None]


class WebhookRow(Owned, Base):
    """An address of the organisation that is told of some events."""

    __tablename__ = "webhook"

    url: Mapped[str]
    events: Mapped[list[str]]
    secret: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    resume_at: Mapped[datetime | None]


class NoticeRow(InTeam, Base):
    """One message to one destination: the outbox while it waits, the delivery log afterwards.

    Its id is what the receiver tells repeats by. ``dedupe_key`` says what it is about, so that the
    same thing is not written twice.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("organisation_id", "dedupe_key"),
        Index("ix_notice_state_next_at", "state", "next_at"),
        Index("ix_notice_slot_id_state", "slot_id", "state"),
    )

    kind: Mapped[str]
    dedupe_key: Mapped[str]
    member_id: Mapped[UUID | None] = mapped_column(index=True)
    slot_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    webhook_id: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    next_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    code: Mapped[int | None]
    reply: Mapped[str | None]
