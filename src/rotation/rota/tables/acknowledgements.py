"""The table of acknowledged duties."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class AcknowledgementRow(InTeam, Base):
    """A member has said that they are on it: a duty by its slot, member and start."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("organisation_id", "slot_id", "member_id", "start"),)

    slot_id: Mapped[UUID] = mapped_column(index=True)
    member_id: Mapped[UUID]
    start: Mapped[datetime]
    made_at: Mapped[datetime]
