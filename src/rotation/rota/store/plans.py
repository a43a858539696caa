"""All SQL of plans, drafts, versions and places."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from rotation.database import insert_new
from rotation.errors import NotFound
from rotation.rota.tables.plans import PlaceRow, VersionRow
from rotation.rota.tables.plans import PlanRow as PlanRow
from rotation.rota.tables.plans import RotaRow as RotaRow


def rota(session: Session, team: UUID, week: str) -> RotaRow | None:
    """Return a week of a team, or None while it has no draft."""
    wanted = select(RotaRow).where(RotaRow.team_id == team, RotaRow.week == week)
    return session.scalar(wanted)


def rotas(session: Session, team: UUID, weeks: Sequence[str]) -> Sequence[RotaRow]:
    """Return those of some weeks that have a draft, in order."""
    wanted = select(RotaRow).where(RotaRow.team_id == team, RotaRow.week.in_(weeks))
    return session.scalars(wanted.order_by(RotaRow.week)).all()


def open_rota(session: Session, **values: Any) -> RotaRow:
    """Insert the first draft of a week."""
    row = RotaRow(**values)
    session.add(row)
    session.flush()
    return row


def plan(session: Session, plan_id: UUID) -> PlanRow:
    """Return a plan; NotFound otherwise."""
    row = session.scalar(select(PlanRow).where(PlanRow.id == plan_id))
    if row is None:
        raise NotFound("There is no such plan.")
    return row


def add_plan(session: Session, **values: Any) -> PlanRow:
    """Insert a plan."""
    row = PlanRow(**values)
    session.add(row)
    session.flush()
    return row


def plans_of_run(session: Session, run: UUID) -> Sequence[PlanRow]:
    """Return the plans a run has made, by week."""
    wanted = select(PlanRow).where(PlanRow.run_id == run).order_by(PlanRow.week)
    return session.scalars(wanted).all()


def last_run(session: Session, team: UUID, week: str) -> UUID | None:
    """Return the run that planned a week last, whatever was edited since."""
    wanted = select(PlanRow.run_id).where(
        PlanRow.team_id == team, PlanRow.week == week, PlanRow.run_id.is_not(None)
    )
    return session.scalar(wanted.order_by(PlanRow.made_at.desc(), PlanRow.id.desc()).limit(1))


def keep_prediction(session: Session, plan_id: UUID, prediction: dict[str, Any] | None) -> None:
    """Keep the predicted replies of a plan."""
    session.execute(update(PlanRow).where(PlanRow.id == plan_id).values(prediction=prediction))


def delete_plan(session: Session, plan_id: UUID) -> None:
    """Delete a plan that nothing refers to."""
    session.execute(delete(PlanRow).where(PlanRow.id == plan_id))


def published_plans(
    session: Session, team: UUID, first: str, last: str
) -> Sequence[tuple[str, int, list[Any]]]:
    """Return (week, version, shifts) of the latest version of each week from first to last."""
    wanted = (
        select(RotaRow.week, RotaRow.version, PlanRow.shifts)
        .join(PlanRow, PlanRow.id == RotaRow.published_id)
        .where(RotaRow.team_id == team, RotaRow.week >= first, RotaRow.week <= last)
        .order_by(RotaRow.week)
    )
    return [(week, version, shifts) for week, version, shifts in session.execute(wanted)]


def version(session: Session, team: UUID, week: str, number: int) -> VersionRow | None:
    """Return a published version of a week, or None."""
    wanted = select(VersionRow).where(
        VersionRow.team_id == team, VersionRow.week == week, VersionRow.number == number
    )
    return session.scalar(wanted)


def versions(session: Session, team: UUID, week: str) -> Sequence[VersionRow]:
    """Return the published versions of a week, oldest first."""
    wanted = select(VersionRow).where(VersionRow.team_id == team, VersionRow.week == week)
    return session.scalars(wanted.order_by(VersionRow.number)).all()


def has_versions(session: Session, team: UUID) -> bool:
    """Tell whether a team has ever published a week."""
    wanted = select(VersionRow.number).where(VersionRow.team_id == team).limit(1)
    return session.scalar(wanted) is not None


def versions_of_plan(session: Session, plan_id: UUID) -> Sequence[VersionRow]:
    """Return the versions that publish a plan."""
    return session.scalars(select(VersionRow).where(VersionRow.plan_id == plan_id)).all()


def publish(session: Session, team: UUID, week: str, **values: Any) -> int:
    """Append the draft of a week as its next version, which becomes the latest; return its number.

    The session has read the draft; a concurrent change makes it stale.
    """
    row = rota(session, team, week)
    assert row is not None
    row.version, row.published_id = row.version + 1, row.draft_id
    number = row.version
    session.add(VersionRow(team_id=team, week=week, number=number, plan_id=row.draft_id, **values))
    session.flush()
    return number


def place(session: Session, slot: UUID) -> PlaceRow:
    """Return where a slot is; NotFound when it was never in a rota."""
    row = session.scalar(select(PlaceRow).where(PlaceRow.id == slot))
    if row is None:
        raise NotFound("There is no such slot.")
    return row


def keep_places(session: Session, team: UUID, places: Iterable[tuple[UUID, str, UUID]]) -> None:
    """Remember where (slot, week, shift) are found."""
    values = [
        {"id": slot, "team_id": team, "week": week, "shift_id": shift}
        for slot, week, shift in places
    ]
    insert_new(session, PlaceRow, values, unless=["id"])
