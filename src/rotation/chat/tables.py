"""Tables of chats that may ask: their secrets, and what they have sent of late."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class ConnectionRow(InTeam, Base):
    """A chat platform that may ask about a team.

    ``secret`` is what the platform signs with; it has to be known in full to check a signature.
    """

    __tablename__ = "chat_connection"

    platform: Mapped[str]
    name: Mapped[str]
    secret: Mapped[str]
    privacy: Mapped[str]
    created_at: Mapped[datetime]


class SeenRow(InTeam, Base):
    """A message that has come in, for ten minutes, so that it is not answered twice."""

    __tablename__ = "chat_seen"
    __table_args__ = (
        UniqueConstraint("organisation_id", "connection_id", "digest"),
        Index("ix_chat_seen_connection_id_at", "connection_id", "at"),
    )

    connection_id: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column()
    at: Mapped[datetime]
