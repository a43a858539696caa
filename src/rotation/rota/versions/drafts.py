"""The draft of a week: read, edited seat by seat, undone, replaced by what a run made."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import Conflict, Impossible, NotFound, Stale
from rotation.rota.facts import DraftChanged
from rotation.rota.shifts import (
    Seat,
    Shift,
    Shifts,
    all_slots,
    settled,
    shifts_from_json,
    shifts_in_order,
    shifts_to_json,
    slot_id,
)
from rotation.rota.store import plans as store
from rotation.rota.versions import published_versions
from rotation.rota.versions.transfers import applied
from rotation.team import members
from rotation.words import say

if TYPE_CHECKING:
    from rotation.rota.store.plans import PlanRow, RotaRow

MOST_UNDONE = 50


@dataclass(frozen=True)
class Draft:
    """A week being made: its plan, what replies it gives, and what there is beside it.

    ``version`` is the latest published one (0: none); ``can_undo`` tells whether there is a plan
    before this one to go back to.
    """

    id: UUID
    team_id: UUID
    week: str
    shifts: Shifts
    prediction: Mapping[str, Any] | None
    run_id: UUID | None
    version: int
    can_undo: bool
    published: UUID | None


def find(session: Session, team_id: UUID, week: str) -> Draft:
    """Return the draft of a week; NotFound while there is none."""
    return _draft(*_with_plan(session, team_id, week))


def check_unchanged(session: Session, draft: Draft) -> None:
    """Raise Stale unless the draft of its week is still this one."""
    row, _ = _with_plan(session, draft.team_id, draft.week)
    if (row.draft_id, row.version) != (draft.id, draft.version):
        raise Stale("Somebody else changed this a moment ago.", field="If-Match")


def with_seat(session: Session, draft: Draft, slot: UUID, wanted: Seat, now: datetime) -> Shifts:
    """Return the shifts of a draft with a member (or nobody) on a seat, locked or not.

    The number in ``wanted`` is ignored. It takes anybody of the team, fit or not: what it breaks is
    for the reader to see. NotFound for a slot of no shift here, Impossible for a member who cannot
    be meant, Conflict for a shift that has begun as published.
    """
    shift, before = find_seat(draft.shifts, slot)
    if draft.version and shift.start <= now:
        raise Conflict("This shift has begun as published; use an override.")
    _check_member(session, draft, shift, before, wanted.member)
    after = Seat(before.number, wanted.member, wanted.locked and wanted.member is not None)
    if after == before and before in shift.seats:
        return draft.shifts
    others = [each for each in draft.shifts if each != shift]
    return shifts_in_order((*others, shift.seated(after)))


def keep_edit(
    session: Session,
    draft: Draft,
    slot: UUID,
    shifts: Shifts,
    prediction: Mapping[str, Any],
    now: datetime,
) -> Draft:
    """Make edited shifts, with the replies they give, the draft of a week; note the slot."""
    before, after = find_seat(draft.shifts, slot)[1], find_seat(shifts, slot)[1]
    team, week = draft.team_id, draft.week
    plan = _Made(_plan(session, team, week, shifts, now, prediction), shifts)
    _set_plan(session, team, week, plan, known=draft.shifts)
    note(session, Changed("changed", "slot", slot, _audited(before), _audited(after), team=team))
    return _made(draft, plan, prediction, can_undo=True)


def find_seat(shifts: Shifts, slot: UUID) -> tuple[Shift, Seat]:
    """Return the shift and the seat of a slot: one that is there, or one more up to the maximum."""
    for shift in shifts:
        for each in shift.seats:
            if slot_id(shift.pattern_id, shift.day, each.number) == slot:
                return shift, each
        spare = shift.spare
        if spare and slot_id(shift.pattern_id, shift.day, spare) == slot:
            return shift, Seat(spare)
    raise NotFound("This rota has no such slot.")


def undo(session: Session, team_id: UUID, week: str, now: datetime) -> Draft:
    """Go back to the draft before the last edit or run; Conflict when there is none."""
    row, _ = _with_plan(session, team_id, week)
    if not row.before:
        raise Conflict("There is nothing to undo.")
    *rest, last = row.before
    left, row.draft_id, row.before = row.draft_id, UUID(last), rest
    session.flush()
    store.delete_unreferenced(session, left)
    _note_draft(session, row)
    return reconcile(session, team_id, week, now)


def replace(session: Session, team_id: UUID, week: str, shifts: Shifts, now: datetime) -> None:
    """Make these shifts the draft of a week, as a new plan without a prediction."""
    plan = _plan(session, team_id, week, shifts, now)
    _set_plan(session, team_id, week, _Made(plan, shifts))


def set_plan(session: Session, team_id: UUID, week: str, plan_id: UUID) -> None:
    """Make a plan the draft of a week; the one before can be undone to."""
    shifts = published_versions.shifts_of_plans(session, [plan_id])[plan_id]
    _set_plan(session, team_id, week, _Made(plan_id, shifts))


@dataclass(frozen=True)
class _Made:
    """A plan that is kept."""

    id: UUID
    shifts: Shifts


def _set_plan(session: Session, team_id: UUID, week: str, plan: _Made, known: Shifts = ()) -> None:
    """Make a plan the draft; the slots of the ``known`` shifts have been in a rota before."""
    row, plan_id = store.rota(session, team_id, week), plan.id
    if row is None:
        row = store.open_rota(session, team_id=team_id, week=week, draft_id=plan_id, before=[])
    elif row.draft_id != plan_id:
        row.before, row.draft_id = [*row.before, str(row.draft_id)], plan_id
        session.flush()
        if len(row.before) > MOST_UNDONE:
            oldest, *row.before = row.before
            store.delete_unreferenced(session, UUID(oldest))
    here = {slot.id for slot in all_slots(known)}
    new = [(slot.id, week, slot.shift_id) for slot in all_slots(plan.shifts) if slot.id not in here]
    store.keep_places(session, team_id, new)
    _note_draft(session, row)


def reconcile(session: Session, team_id: UUID, week: str, now: datetime) -> Draft:
    """Return the draft, put right where the world has moved on.

    Shifts that have begun are as they were published, places that were passed on after the draft
    was made are with their takers, and the places of people who are gone are open.
    """
    row, plan = _with_plan(session, team_id, week)
    draft = _draft(row, plan)
    published = published_versions.shifts_of(session, team_id, week) if draft.published else ()
    here = {each.id for each in members.of_team(session, team_id, None)}
    since = published_versions.passed_on(session, team_id, week, draft.run_id or draft.id)
    kept_seats = settled(applied(draft.shifts, since), published, here, now)
    if kept_seats == draft.shifts:
        return draft
    stale = None if draft.prediction is None else {**draft.prediction, "stale": True}
    row.draft_id = _plan(session, team_id, week, kept_seats, now, stale)
    session.flush()
    store.delete_unreferenced(session, draft.id)
    _note_draft(session, row)
    return _made(draft, _Made(row.draft_id, kept_seats), stale, can_undo=draft.can_undo)


def _with_plan(session: Session, team_id: UUID, week: str) -> "tuple[RotaRow, PlanRow]":
    found = store.draft(session, team_id, week)
    if found is None:
        raise NotFound(say("The week {week} has no draft.", week=week))
    return found


def _draft(row: "RotaRow", plan: "PlanRow") -> Draft:
    return Draft(
        id=plan.id,
        team_id=row.team_id,
        week=row.week,
        shifts=shifts_from_json(plan.shifts),
        prediction=plan.prediction,
        run_id=plan.run_id,
        version=row.version,
        can_undo=bool(row.before),
        published=row.published_id,
    )


def _made(
    draft: Draft, plan: _Made, prediction: Mapping[str, Any] | None, *, can_undo: bool
) -> Draft:
    """Return what has become of a draft: a plan that no run has made."""
    return dataclasses.replace(
        draft,
        id=plan.id,
        shifts=plan.shifts,
        prediction=prediction,
        run_id=None,
        can_undo=can_undo,
    )


def _plan(
    session: Session,
    team_id: UUID,
    week: str,
    shifts: Shifts,
    now: datetime,
    prediction: Mapping[str, Any] | None = None,
) -> UUID:
    values: dict[str, Any] = {"week": week, "made_at": now, "shifts": shifts_to_json(shifts)}
    if prediction is not None:
        values["prediction"] = prediction
    return store.add_plan(session, team_id=team_id, **values).id


def _check_member(
    session: Session, draft: Draft, shift: Shift, before: Seat, member: UUID | None
) -> None:
    if member is None or member == before.member:
        return
    here = {each.id: each.name for each in members.of_team(session, draft.team_id)}
    if member not in here:
        name = members.find(session, member).name
        raise Impossible(say("{member} is on another team.", member=name), field="/member")
    if member in shift.members:
        raise Impossible(
            say("{member} has a place in this shift already.", member=here[member]), field="/member"
        )


def _note_draft(session: Session, row: "RotaRow") -> None:
    note(session, DraftChanged(row.team_id, row.week))


def _audited(seat: Seat) -> dict[str, Any]:
    return {"member": str(seat.member) if seat.member else None, "locked": seat.locked}
