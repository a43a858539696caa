"""The table of calendar feeds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class FeedRow(InTeam, Base):
    """One subscriber's address of a calendar: its token as a digest, and what they chose.

    Without a member it is the feed of the whole team, without a team that of the organisation,
    which keys limited to some teams do not see. ``channel`` and ``role`` narrow it for good.
    ``clients`` holds the hour at which each kind of client last read it. A revoked row stays: its
    token is known and opens nothing.
    """

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("digest"),)

    team_id: Mapped[UUID | None] = mapped_column(index=True)  # type: ignore[assignment]  # of no team: the organisation's
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str | None]
    role: Mapped[str | None]
    prefix: Mapped[str]
    digest: Mapped[bytes]
    alarm_minutes: Mapped[int | None]
    busy: Mapped[bool]
    color: Mapped[str | None]
    language: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    clients: Mapped[dict[str, Any]] = mapped_column(default=dict)
