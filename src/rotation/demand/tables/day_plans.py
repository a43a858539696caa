"""Table of day plans: what is other than usual on some dates."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json


class DayPlanRow(InTeam, Base):
    """Dates, the last one included, with opening hours, shifts or volumes of their own."""

    __tablename__ = "day_plan"

    name: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    windows: Mapped[list[Any] | None] = mapped_column(Json)
    shifts: Mapped[list[Any]] = mapped_column(Json)
    usual_shifts: Mapped[bool]
    volume_factor: Mapped[float]
    away: Mapped[dict[str, Any]] = mapped_column(Json)
