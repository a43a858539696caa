"""Table of a team's own rules of platforms."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json


class PlatformRuleRow(InTeam, Base):
    """A platform rule of a team, from one date to another."""

    __tablename__ = "platform_rule"

    platform: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    parameters: Mapped[dict[str, Any]] = mapped_column(Json)
    source: Mapped[str]
    checked_on: Mapped[date]
