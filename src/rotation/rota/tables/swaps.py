"""Tables of swaps and of the places they have passed on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class SwapRow(InTeam, Base):
    """A place offered to anyone or to one member, for nothing or for another place.

    ``expires_at`` is when the first of its shifts begins, or earlier.
    """

    __tablename__ = "swap"
    __table_args__ = (Index("ix_swap_state_expires_at", "state", "expires_at"),)

    slot_id: Mapped[UUID] = mapped_column(index=True)
    giver_id: Mapped[UUID]
    to_id: Mapped[UUID | None]
    return_slot_id: Mapped[UUID | None] = mapped_column(index=True)
    taker_id: Mapped[UUID | None]
    state: Mapped[str]
    reason: Mapped[str | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SwapLinkRow(InTeam, Base):
    """The link by which one member answers an offer, and what they said by it.

    ``digest`` is that of the secret in the link.
    """

    __tablename__ = "swap_link"
    __table_args__ = (UniqueConstraint("organisation_id", "swap_id", "member_id"),)

    swap_id: Mapped[UUID] = mapped_column(index=True)
    member_id: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(unique=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class TransferRow(InTeam, Base):
    """A published place passed from one member to another, for good; never rewritten.

    It belongs to the version that was the latest when it was made.
    """

    __tablename__ = "transfer"
    __table_args__ = (Index("ix_transfer_team_id_week", "team_id", "week"),)

    week: Mapped[str]
    version: Mapped[int]
    slot_id: Mapped[UUID]
    giver_id: Mapped[UUID]
    taker_id: Mapped[UUID]
    swap_id: Mapped[UUID]
    made_at: Mapped[datetime]
