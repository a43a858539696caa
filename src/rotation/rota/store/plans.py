"""All SQL of plans, drafts, versions and places."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from rotation.database import insert_new
from rotation.errors import NotFound
from rotation.kept_reads import never_change
from rotation.rota.tables.plans import PlaceRow, VersionRow
from rotation.rota.tables.plans import PlanRow as PlanRow
from rotation.rota.tables.plans import RotaRow as RotaRow

_YEAR = len("2026")


def rota(session: Session, team: UUID, week: str) -> RotaRow | None:
    """Return a week of a team, or None while it has no draft."""
    wanted = select(RotaRow).where(RotaRow.team_id == team, RotaRow.week == week)
    return session.scalar(wanted)


def draft(session: Session, team: UUID, week: str) -> tuple[RotaRow, PlanRow] | None:
    """Return a week of a team with the plan that is its draft, or None while it has no draft."""
    wanted = select(RotaRow, PlanRow).join(PlanRow, PlanRow.id == RotaRow.draft_id)
    wanted = wanted.where(RotaRow.team_id == team, RotaRow.week == week)
    found = session.execute(wanted).first()
    return None if found is None else (found[0], found[1])


def published(session: Session, team: UUID, first: str, last: str) -> list[tuple[str, int, UUID]]:
    """Return (week, version, plan) of the latest version of each week from first to last.

    Whole years are read, so that different stretches of weeks are one reading.
    """
    wanted = select(VersionRow.week, VersionRow.number, VersionRow.plan_id).where(
        VersionRow.team_id == team,
        VersionRow.week >= first[:_YEAR],
        VersionRow.week < f"{int(last[:_YEAR]) + 1:0{_YEAR}}",
    )
    found = session.execute(wanted.order_by(VersionRow.week, VersionRow.number))
    latest = {week: (week, number, plan) for week, number, plan in found}
    return [each for week, each in latest.items() if first <= week <= last]


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
    row = session.get(PlanRow, plan_id)
    if row is None:
        raise NotFound("There is no such plan.")
    return row


def shifts_of_plans(session: Session, plans: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Return the shifts of plans as JSON, by plan."""
    wanted = select(PlanRow.id, PlanRow.shifts).where(PlanRow.id.in_(plans))
    return dict(session.execute(wanted).all())


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


def delete_unreferenced(session: Session, plan_id: UUID) -> None:
    """Delete a plan that was a draft, unless a run or a version tells of it."""
    published = select(VersionRow.id).where(VersionRow.plan_id == plan_id).exists()
    unless = PlanRow.run_id.is_(None), ~published
    session.execute(delete(PlanRow).where(PlanRow.id == plan_id, *unless))


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


def first_versions(
    session: Session, team: UUID, weeks: Collection[str]
) -> Sequence[tuple[str, UUID]]:
    """Return the id of the first published version of each of some weeks, by week."""
    wanted = select(VersionRow.week, VersionRow.id).where(
        VersionRow.team_id == team, VersionRow.number == 1, VersionRow.week.in_(weeks)
    )
    return [(week, made) for week, made in session.execute(wanted.order_by(VersionRow.week))]


def has_versions(session: Session, team: UUID) -> bool:
    """Tell whether a team has ever published a week."""
    wanted = select(VersionRow.number).where(VersionRow.team_id == team).limit(1)
    return session.scalar(wanted) is not None


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


@dataclass(frozen=True)
class SlotAddress:
    """The address of a slot: its team, its week and its shift, which never change."""

    team: UUID
    week: str
    shift: UUID


def place(session: Session, slot: UUID) -> SlotAddress:
    """Return where a slot is; NotFound when it was never in a rota."""
    found = _places(session, [slot])
    if slot not in found:
        raise NotFound("There is no such slot.")
    return found[slot]


@never_change("place")
def _places(session: Session, slots: Collection[UUID]) -> dict[UUID, SlotAddress]:
    wanted = select(PlaceRow.id, PlaceRow.team_id, PlaceRow.week, PlaceRow.shift_id)
    found = session.execute(wanted.where(PlaceRow.id.in_(slots)))
    return {slot: SlotAddress(team, week, shift) for slot, team, week, shift in found}


def keep_places(session: Session, team: UUID, places: Iterable[tuple[UUID, str, UUID]]) -> None:
    """Remember where (slot, week, shift) are found."""
    values = [
        {"id": slot, "team_id": team, "week": week, "shift_id": shift}
        for slot, week, shift in places
    ]
    insert_new(session, PlaceRow, values, unless=["id"])
