"""Table of requirements: how many people each shift of a week needs, as it was last found."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam, Json


class RequirementRow(InTeam, Base):
    """The counts of a team's week; ``digest`` is of the question they are the answer to.

    ``is_stale``: something changed since, and nobody has asked again yet.
    """

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id", "week"),)

    week: Mapped[str]
    digest: Mapped[bytes]
    answer: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime]
    is_stale: Mapped[bool]
