"""Tables of chats: connections, what they have sent of late, who is who there, late answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class ConnectionRow(InTeam, Base):
    """A chat platform that may ask about a team.

    ``secret`` is what its messages are proven with: in full where the platform signs, which cannot
    be checked otherwise, and else ``sha256:`` and a digest. While it is replaced, the one before
    holds too. ``button_key`` signs our buttons; ``server``, ``account`` and ``token`` are for
    calling the platform. ``called`` and ``sent`` say how the last call and the last message ended.
    """

    __tablename__ = "chat_connection"

    platform: Mapped[str]
    name: Mapped[str]
    secret: Mapped[str]
    secret_before: Mapped[str | None]
    secret_before_until: Mapped[datetime | None]
    button_key: Mapped[bytes]
    server: Mapped[str | None]
    account: Mapped[str | None]
    token: Mapped[str | None]
    privacy: Mapped[str]
    created_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    called: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    sent: Mapped[str | None]


class SeenRow(InTeam, Base):
    """A message that has come in, so that it is not answered twice.

    ``forget_at`` None: it is known for good.
    """

    __tablename__ = "chat_seen"
    __table_args__ = (UniqueConstraint("organisation_id", "connection_id", "digest"),)

    connection_id: Mapped[UUID] = mapped_column(index=True)
    digest: Mapped[bytes] = mapped_column()
    forget_at: Mapped[datetime | None] = mapped_column(index=True)


class LinkRow(InTeam, Base):
    """A member as a platform knows them: ``place`` is where they have spoken to us alone."""

    __tablename__ = "chat_link"
    __table_args__ = (UniqueConstraint("organisation_id", "connection_id", "platform_user"),)

    connection_id: Mapped[UUID] = mapped_column(index=True)
    platform_user: Mapped[str]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    place: Mapped[str | None]
    made_at: Mapped[datetime]


class LinkCodeRow(InTeam, Base):
    """A one-time code by which a member says who they are on a platform: its digest."""

    __tablename__ = "chat_link_code"
    __table_args__ = (UniqueConstraint("organisation_id", "digest"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    digest: Mapped[bytes] = mapped_column()
    expires_at: Mapped[datetime]


class LateAnswerRow(InTeam, Base):
    """An answer that goes out by a call of ours; it is deleted when it has, or came too late.

    Its id tells repeats apart. ``message`` holds the text and the buttons, ``to`` where it goes.
    """

    __tablename__ = "chat_late_answer"

    connection_id: Mapped[UUID] = mapped_column(index=True)
    message: Mapped[dict[str, Any]]
    to: Mapped[dict[str, Any]]
    next_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)


class GroupRow(InTeam, Base):
    """A group of a platform that a connection feeds with who is on duty in its team.

    Several connections may feed one group: each has a row, and they are written to together.
    ``digest`` is of the users that the group held when it was last written, ``held`` how many;
    both None: not known. ``unlinked`` are the members on duty whom the platform does not know.
    Whoever writes has the group until ``lease_until``.
    """

    __tablename__ = "chat_group"
    __table_args__ = (UniqueConstraint("organisation_id", "connection_id", "platform_group"),)

    connection_id: Mapped[UUID] = mapped_column(index=True)
    platform: Mapped[str]
    platform_group: Mapped[str]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    digest: Mapped[bytes | None]
    held: Mapped[int | None]
    synced_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    unlinked: Mapped[list[str]]
