"""Tables of teams, their roles, members, rule settings and closed days."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json


class TeamRow(InTeam, Base):
    """A team; its ``team_id`` is its own id, so that a key limited to teams sees only those."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)

    slug: Mapped[str]
    name: Mapped[str]
    timezone: Mapped[str]
    country: Mapped[str]
    subdivision: Mapped[str | None]
    holiday_categories: Mapped[list[str]] = mapped_column(Json, server_default='["public"]')
    also_holidays_of: Mapped[list[str]] = mapped_column(Json, server_default="[]")
    languages: Mapped[list[str]]
    strategy: Mapped[str]
    labour_preset: Mapped[str]
    safety: Mapped[float | None]
    staffing: Mapped[dict[str, Any]]
    base_staff: Mapped[list[Any]]
    swap_approval: Mapped[bool]
    freeze: Mapped[dict[str, Any]] = mapped_column(Json, server_default="{}")
    deleted_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class RoleRow(InTeam, Base):
    """A role of a member on a team, and the tasks that go with it."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id", "slug"),)

    slug: Mapped[str]
    name: Mapped[str]
    tasks: Mapped[list[str]]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class MemberRow(InTeam, Base):
    """A person who can be assigned; an erased one keeps the row and loses what is personal."""

    __tablename__ = "member"

    name: Mapped[str]
    roles: Mapped[list[str]]
    languages: Mapped[list[str]]
    channels: Mapped[list[str]]
    skills: Mapped[list[str]]
    lead: Mapped[bool]
    timezone: Mapped[str | None]
    contract: Mapped[dict[str, Any]]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    erased_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class RulesRow(InTeam, Base):
    """The rule settings of a team, by rule name."""

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id"),)

    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class ClosureRow(InTeam, Base):
    """A local date on which the team is closed."""

    __tablename__ = "closure"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id", "day"),)

    day: Mapped[date]
    name: Mapped[str]
    away: Mapped[dict[str, Any]] = mapped_column(Json, server_default="{}")


class SpecialDayRow(InTeam, Base):
    """Hours of a local date that weigh more and go round, beside the public holidays."""

    __tablename__ = "special_day"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id", "day"),)

    day: Mapped[date]
    name: Mapped[str]
    burden: Mapped[float | None]
    start: Mapped[str]
    end: Mapped[str]


class PayTermsRow(InTeam, Base):
    """The pay terms of a team: currency, usual rate, supplements."""

    __tablename__ = "pay_terms"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id"),)

    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class MemberPayRow(InTeam, Base):
    """The pay of a member: rates from a day on, days of leave; deleted when they are erased."""

    __tablename__ = "member_pay"
    __table_args__ = (UniqueConstraint("organisation_id", "member_id"),)

    member_id: Mapped[UUID]
    pay: Mapped[dict[str, Any]] = mapped_column(Json)
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class
