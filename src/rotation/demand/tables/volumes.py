"""Table of the message log."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class MessageRow(InTeam, Base):
    """When a message came in and was answered: no text, no names.

    ``conversation`` is a digest of the name the log gave it, ``digest`` one of the whole row.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("organisation_id", "team_id", "digest"),
        Index(None, "organisation_id", "team_id", "channel_id", "received_at"),
    )

    # Indexes that begin with the organisation stand above; a million rows need no two more.
    organisation_id: Mapped[UUID] = mapped_column()
    team_id: Mapped[UUID] = mapped_column()
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    conversation: Mapped[bytes | None]
    received_at: Mapped[datetime]
    replied_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    digest: Mapped[bytes]
