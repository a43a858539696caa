"""Tables of planning ahead, of exceptions that are allowed, and of repeating rotas."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json


class HorizonRow(InTeam, Base):
    """The planning horizon of a team: how far ahead weeks are drafted, and when next.

    ``due_at`` None: it is off. It moves on in the transaction that asks for the runs, so that each
    time is due once, whoever looks.
    """

    __tablename__ = "horizon"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id"),)

    is_on: Mapped[bool]
    weeks: Mapped[int]
    weekday: Mapped[int]
    at: Mapped[str]
    publish: Mapped[bool]
    accept_gaps: Mapped[bool]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    ran_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class AllowanceRow(InTeam, Base):
    """A limit that may be exceeded in the weeks ``first`` to ``last``, as a way out says."""

    __tablename__ = "allowance"

    first: Mapped[str]
    last: Mapped[str]
    allowance: Mapped[dict[str, Any]]
    because: Mapped[dict[str, Any]]
    run_id: Mapped[UUID]
    made_at: Mapped[datetime]


class RepeatingRow(InTeam, Base):
    """A repeating rota: who begins in which of its weeks in ``week``, and what each day holds."""

    __tablename__ = "repeating_rota"

    name: Mapped[str]
    week: Mapped[str]
    patterns: Mapped[list[str]]
    members: Mapped[list[str]]
    ring: Mapped[list[Any]]
    wanted: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime]
