"""Shift patterns: the recurring wall-clock shifts of a team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.demand import channels
from rotation.demand.day_plans import DayPlan, OneOffShift
from rotation.demand.facts import DemandChanged
from rotation.demand.store import channels as store
from rotation.errors import Impossible

if TYPE_CHECKING:
    from rotation.demand.store.channels import ShiftPatternRow

MOST = 100


@dataclass(frozen=True)
class ShiftPattern:
    """A shift that comes back on some weekdays; ``end`` ≤ ``start`` means the next day.

    ``target`` ``"auto"``: the staffing says how many. ``burden`` None: read from its hours.
    """

    id: UUID
    name: str
    weekdays: tuple[int, ...]
    start: str
    end: str
    task: str = "webcare"
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    minimum: int = 1
    target: int | Literal["auto"] = "auto"
    maximum: int = 1
    burden: float | None = None


def listed(session: Session, team_id: UUID) -> list[ShiftPattern]:
    """Return the shift patterns of a team, oldest first."""
    return [_pattern(row) for row in store.patterns(session, team_id)]


def on(day: date, patterns: Iterable[ShiftPattern], plans: Iterable[DayPlan]) -> list[ShiftPattern]:
    """Return the shift patterns of a date: the usual ones and those of its day plans."""
    mine = [each for each in plans if each.covers(day)]
    usual = all(each.usual_shifts for each in mine)
    found = [each for each in patterns if usual and day.isoweekday() in each.weekdays]
    return found + [
        _one_off(plan, place, shift) for plan in mine for place, shift in enumerate(plan.shifts)
    ]


def _one_off(plan: DayPlan, place: int, shift: OneOffShift) -> ShiftPattern:
    """Return a one-off shift as the shift pattern of its dates alone."""
    return ShiftPattern(
        id=plan.shift_pattern_id(place),
        name=shift.name,
        weekdays=(),
        start=shift.start,
        end=shift.end,
        task=shift.task,
        channels=shift.channels,
        languages=shift.languages,
        skills=shift.skills,
        minimum=shift.people,
        target=shift.people,
        maximum=shift.people,
        burden=shift.burden,
    )


def find(session: Session, team_id: UUID, pattern_id: UUID) -> ShiftPattern:
    """Return a shift pattern; NotFound otherwise."""
    return _pattern(store.pattern(session, team_id, pattern_id))


def create(session: Session, team_id: UUID, pattern: ShiftPattern) -> ShiftPattern:
    """Add a shift pattern; Impossible names what does not fit together."""
    if len(store.patterns(session, team_id)) >= MOST:
        raise Impossible("A team has 100 shift patterns at most.")
    _check(session, team_id, pattern)
    store.add_pattern(session, team_id=team_id, **store.columns(pattern))
    told = store.columns(pattern)
    note(session, Changed("created", "shift_pattern", pattern.id, after=told, team=team_id))
    note(session, DemandChanged(team_id))
    return pattern


def change(session: Session, team_id: UUID, pattern: ShiftPattern) -> ShiftPattern:
    """Make a shift pattern what is given here."""
    _check(session, team_id, pattern)
    row = store.pattern(session, team_id, pattern.id)
    told = store.columns(_pattern(row)), store.columns(pattern)
    store.change(session, row, store.columns(pattern))
    note(session, Changed("changed", "shift_pattern", pattern.id, *told, team=team_id))
    note(session, DemandChanged(team_id))
    return pattern


def delete(session: Session, team_id: UUID, pattern_id: UUID, now: datetime) -> None:
    """Delete a shift pattern; rotas made from it stay."""
    row = store.pattern(session, team_id, pattern_id)
    before = store.columns(_pattern(row))
    store.change(session, row, {"deleted_at": now})
    note(session, Changed("deleted", "shift_pattern", pattern_id, before, team=team_id))
    note(session, DemandChanged(team_id))


def _check(session: Session, team_id: UUID, pattern: ShiftPattern) -> None:
    channels.require_known(session, team_id, pattern.channels)
    target = pattern.minimum if pattern.target == "auto" else pattern.target
    if pattern.minimum > target:
        raise Impossible("The target has to be at least the minimum.", field="/target")
    if pattern.maximum < target:
        raise Impossible("The maximum has to be at least the target.", field="/maximum")


def _pattern(row: "ShiftPatternRow") -> ShiftPattern:
    return msgspec.convert(row, ShiftPattern, from_attributes=True)
