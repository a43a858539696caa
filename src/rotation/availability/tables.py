"""Tables of recurring weeks, absences, wishes and imported busy calendars."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json


class WeekRow(InTeam, Base):
    """The recurring week of a member, as a list of entries."""

    __tablename__ = "availability_week"
    __table_args__ = (UniqueConstraint("organisation_id", "member_id"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    entries: Mapped[list[Any]]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class AbsenceRow(InTeam, Base):
    """A dated absence of a member; only an approved one takes them off the rota."""

    __tablename__ = "absence"
    __table_args__ = (Index(None, "organisation_id", "team_id", "end"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
    kind: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class WishRow(InTeam, Base):
    """A dated wish of a member: to work then, or rather not."""

    __tablename__ = "wish"
    __table_args__ = (Index(None, "organisation_id", "team_id", "end"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
    kind: Mapped[str]
    created_at: Mapped[datetime]


class BusyCalendarRow(InTeam, Base):
    """A member's own calendar: where it is fetched from (or that it was sent), and how it went.

    ``error`` is a template and its values. ``notes`` are what reading it left out and assumed.
    ``due_at`` is when it is to be fetched next; None for one that was sent.
    """

    __tablename__ = "busy_calendar"
    __table_args__ = (UniqueConstraint("organisation_id", "member_id"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    url: Mapped[str | None]
    read_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None] = mapped_column(Json)
    notes: Mapped[dict[str, Any] | None] = mapped_column(Json)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class BusySpanRow(InTeam, Base):
    """Busy time from a member's own calendar; the spans of a member are disjoint."""

    __tablename__ = "busy_span"
    __table_args__ = (Index(None, "organisation_id", "team_id", "end"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
