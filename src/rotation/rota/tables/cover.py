"""Tables of cover: places opened because somebody cannot come, and who was asked to step in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class CoverRow(InTeam, Base):
    """Somebody is sought for a span of a slot in place of a member.

    ``member_id`` None: nobody had the place. ``override_id`` is what opened it, if anything did;
    ``next_at`` is when the next step is due.
    """

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_state_next_at", "state", "next_at"),)

    slot_id: Mapped[UUID] = mapped_column(index=True)
    member_id: Mapped[UUID | None]
    holder_id: Mapped[UUID | None]
    override_id: Mapped[UUID | None]
    start: Mapped[datetime]
    end: Mapped[datetime]
    at_once: Mapped[bool]
    minutes: Mapped[float]
    state: Mapped[str]
    taker_id: Mapped[UUID | None]
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AskRow(InTeam, Base):
    """One member who could step in: when they were asked, until when they may answer, and what.

    ``rank`` counts from 1; ``digest`` is that of the secret in the link they were sent.
    """

    __tablename__ = "cover_ask"
    __table_args__ = (UniqueConstraint("organisation_id", "cover_id", "member_id"),)

    cover_id: Mapped[UUID] = mapped_column(index=True)
    member_id: Mapped[UUID]
    rank: Mapped[int]
    points: Mapped[int]
    digest: Mapped[bytes | None] = mapped_column(unique=True)
    asked_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
