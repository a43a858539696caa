"""The table of links that show a week."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class WeekLinkRow(InTeam, Base):
    """A link that shows one published week to whoever has it: its token as a digest.

    ``privacy`` says whether names are shown or roles only. A revoked row stays: its token is known
    and opens nothing.
    """

    __tablename__ = "week_link"
    __table_args__ = (UniqueConstraint("digest"),)

    week: Mapped[str] = mapped_column(index=True)
    privacy: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[bytes]
    made_by: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
