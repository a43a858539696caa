"""The table of hand-over notes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class HandOverNoteRow(InTeam, Base):
    """A hand-over note of a slot to those who come next; ``member_id`` None: by a planner."""

    __tablename__ = "hand_over_note"

    slot_id: Mapped[UUID] = mapped_column(index=True)
    member_id: Mapped[UUID | None]
    text: Mapped[str]
    made_at: Mapped[datetime]
