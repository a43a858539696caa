"""Tables of notices: rules, destinations, and what waits or was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, column
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
    """A contact of a member: the first that is not disabled is used, the others when it fails.

    ``lead_minutes`` and ``quiet_hours`` None: as the team's rules say. ``on_duty``: whoever may see
    contacts is shown it while the member is on duty. ``confirmed_at`` None: nobody has said yet
    that the address is the member's, so that it is sent test messages alone.
    """

    __tablename__ = "contact"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[str]
    address: Mapped[str]
    lead_minutes: Mapped[list[Any] | None]
    quiet_hours: Mapped[dict[str, Any] | None]
    on_duty: Mapped[bool] = mapped_column(default=False)
    secret: Mapped[str | None]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmation_digest: Mapped[bytes | None] = mapped_column(unique=True)
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    resume_at: Mapped[datetime | None]


class PushKeyRow(Owned, Base):
    """The private key by which push services know an organisation: 32 bytes."""

    __tablename__ = "push_key"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    private: Mapped[bytes]


class WebhookRow(Owned, Base):
    """An address of the organisation that is told of some events, or a channel of a team's chat.

    ``team_id`` is that of a channel; its ``url`` is platform/connection/place.
    While a secret is replaced, the one before signs too, until its time is over.
    """

    __tablename__ = "webhook"

    team_id: Mapped[UUID | None]
    url: Mapped[str]
    events: Mapped[list[str]]
    secret: Mapped[str]
    secret_before: Mapped[str | None]
    secret_before_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    resume_at: Mapped[datetime | None]


class SummaryRow(InTeam, Base):
    """When a team that wants one gets its next summary, and of which week."""

    __tablename__ = "weekly_summary"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id"),)

    next_at: Mapped[datetime] = mapped_column(index=True)
    week: Mapped[str]


class NoticeRow(InTeam, Base):
    """One message to one destination: the outbox while it waits, the delivery log afterwards.

    Its id is what the receiver tells repeats by. ``dedupe_key`` says what it is about, so that the
    same thing is not written twice. ``next_at`` is when it may be claimed: of a leased one the end
    of the lease, of one that has ended None. ``superseded_at`` is when the next reminder of the
    same shift takes its place. ``payload`` names people by id alone: names are put in on the way.
    ``about_id`` is the swap or the search for cover it is about; ``token`` opens a link for its
    reader, and goes when the notice has ended; ``service`` is the operator's service it is for.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("organisation_id", "dedupe_key"),
        # What waits is a small part of what was ever written: a claim reads this index alone.
        Index(
            "ix_notice_next_at",
            "next_at",
            sqlite_where=column("next_at").is_not(None),
            postgresql_where=column("next_at").is_not(None),
        ),
        Index("ix_notice_slot_id_state", "slot_id", "state"),
    )

    kind: Mapped[str]
    dedupe_key: Mapped[str]
    member_id: Mapped[UUID | None] = mapped_column(index=True)
    slot_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    webhook_id: Mapped[UUID | None]
    service: Mapped[str | None]
    about_id: Mapped[UUID | None] = mapped_column(index=True)
    token: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    code: Mapped[int | None]
    reply: Mapped[str | None]
