"""Tables of overrides and of the projection of who is on duty."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class OverrideRow(InTeam, Base):
    """Somebody stands in for a span; ``withdrawn_at`` ends it, the row stays.

    ``member_id`` None: the place is open. ``instead_of_id``: only while the slot is this member's.
    ``cause_id`` is the absence that opened it.
    """

    __tablename__ = "override"

    start: Mapped[datetime]
    end: Mapped[datetime] = mapped_column(index=True)
    member_id: Mapped[UUID | None] = mapped_column(index=True)
    slot_id: Mapped[UUID | None]
    instead_of_id: Mapped[UUID | None]
    cause_id: Mapped[UUID | None] = mapped_column(index=True)
    channel: Mapped[str | None]
    reason: Mapped[str | None]
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class DutySpanRow(InTeam, Base):
    """A duty span as the timeline says now; one that is no longer so stays as a tombstone.

    ``seq`` and ``changed_at`` are what calendar clients see of the changes of a slot. ``once``
    holds the roles (``role:<slug>``) and channels (``channel:<slug>``, ``channel:*``) that the
    member had before: feeds narrowed to those have shown it, and say that it is gone.
    """

    __tablename__ = "duty_span"
    __table_args__ = (
        UniqueConstraint("organisation_id", "slot_id", "name", "member_id"),
        Index("ix_duty_span_team_id_end", "team_id", "end"),
        Index("ix_duty_span_member_id_end", "member_id", "end"),
    )

    slot_id: Mapped[UUID]
    name: Mapped[str]
    member_id: Mapped[UUID]
    start: Mapped[datetime]
    end: Mapped[datetime]
    timezone: Mapped[str]
    week: Mapped[str]
    day: Mapped[date]
    shift_id: Mapped[UUID]
    pattern_id: Mapped[UUID | None]
    pattern: Mapped[str]
    task: Mapped[str]
    channels: Mapped[list[str]]
    languages: Mapped[list[str]]
    skills: Mapped[list[str]]
    burden: Mapped[float]
    holder_id: Mapped[UUID | None]
    override_id: Mapped[UUID | None]
    active: Mapped[bool]
    seq: Mapped[int]
    changed_at: Mapped[datetime]
    once: Mapped[list[str] | None]


class RevisionRow(InTeam, Base):
    """The revision of a team: how often what it shows has changed; its id is the team's."""

    __tablename__ = "team_revision"

    number: Mapped[int]
    changed_at: Mapped[datetime]
