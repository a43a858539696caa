"""Tables of plans, the weeks they are for, published versions, places and runs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from rotation.database import Base, InTeam


class PlanRow(InTeam, Base):
    """The plan of one week, frozen: an edit makes another plan.

    Only its prediction may come later; it says what replies the plan gives.
    """

    __tablename__ = "plan"

    week: Mapped[str]
    run_id: Mapped[UUID | None] = mapped_column(index=True)
    made_at: Mapped[datetime]
    shifts: Mapped[list[Any]]
    prediction: Mapped[dict[str, Any] | None]


class RotaRow(InTeam, Base):
    """A week of a team: which plan is its draft, and which its latest published version.

    ``before`` holds the ids of the plans that were its draft, oldest first, to be undone to.
    """

    __tablename__ = "rota"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id", "week"),)

    week: Mapped[str]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    before: Mapped[list[str]]
    published_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan.id"))
    version: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read from the class


class VersionRow(InTeam, Base):
    """A published version of a week; never rewritten."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("organisation_id", "team_id", "week", "number"),)

    week: Mapped[str]
    number: Mapped[int]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    reason: Mapped[str | None]


class PlaceRow(InTeam, Base):
    """The place of a slot: its id is that of the slot, which never changes."""

    __tablename__ = "place"

    week: Mapped[str]
    shift_id: Mapped[UUID] = mapped_column(index=True)


class RunRow(InTeam, Base):
    """One solver run, from queued to its outcome; the truth that a queue only wakes for.

    ``asked``: it is this staffing question that is answered instead of a rota made.
    """

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_state_requested_at", "state", "requested_at"),
        # Two workers may claim at once: the second one of an organisation is refused here.
        Index(
            "uq_run_organisation_id_running",
            "organisation_id",
            unique=True,
            sqlite_where=column("state") == "running",
            postgresql_where=column("state") == "running",
        ),
    )

    week: Mapped[str]
    weeks: Mapped[int]
    keep: Mapped[str]
    seed: Mapped[int | None]
    seconds: Mapped[float]
    state: Mapped[str]
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    stop: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any] | None]
    case_digest: Mapped[str | None]
    outcome: Mapped[dict[str, Any] | None]
    applied: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[dict[str, Any] | None]
    origin: Mapped[str] = mapped_column(default="asked", server_default="asked")
    publishing: Mapped[str | None] = mapped_column(index=True)
