"""Table of campaigns: what makes days unlike others."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class CampaignRow(InTeam, Base):
    """Days on which so many times as much comes in; without a channel on all of them."""

    __tablename__ = "campaign"

    name: Mapped[str]
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    factor: Mapped[float]
