"""The table of calendar feeds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class FeedRow(InTeam, Base):
    """One subscriber's address of a calendar: its token as a digest, and what they chose.

    Without a member it is the feed of the whole team. A revoked row stays: its token is known and
    opens nothing.
    """

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("digest"),)

    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    prefix: Mapped[str]
    digest: Mapped[bytes]
    alarm_minutes: Mapped[int | None]
    busy: Mapped[bool]
    language: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
