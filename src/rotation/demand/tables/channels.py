"""Tables of channels and shift patterns."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json


class ChannelRow(InTeam, Base):
    """A channel in which messages come in."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id", "slug"),)

    slug: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    objectives: Mapped[list[str]]
    target: Mapped[dict[str, Any]]
    handling: Mapped[dict[str, Any]]
    writing: Mapped[dict[str, Any] | None]
    windows: Mapped[list[Any]]
    weekly_volume: Mapped[float | None]
    weekly_profile: Mapped[list[Any] | None]
    away: Mapped[dict[str, Any]] = mapped_column(Json, server_default="{}")
    deleted_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class ShiftPatternRow(InTeam, Base):
    """A recurring wall-clock shift; a deleted one stays for the rotas that were made from it."""

    __tablename__ = "shift_pattern"

    name: Mapped[str]
    weekdays: Mapped[list[Any]]
    start: Mapped[str]
    end: Mapped[str]
    task: Mapped[str]
    channels: Mapped[list[str]]
    languages: Mapped[list[str]]
    skills: Mapped[list[str]]
    minimum: Mapped[int]
    target: Mapped[int | str] = mapped_column(Json)
    maximum: Mapped[int]
    burden: Mapped[float | None]
    deleted_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class
