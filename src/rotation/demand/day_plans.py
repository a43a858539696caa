"""Day plans: opening hours, shifts and volumes of dates that are unlike others."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from rotation.demand import channels
from rotation.demand.channels import State
from rotation.demand.facts import DemandChanged
from rotation.demand.store import day_plans as store
from rotation.demand.store.channels import columns
from rotation.errors import Impossible
from rotation.kept_reads import kept
from rotation.team.away_texts import AwayText
from rotation.timespan import wall_minutes
from rotation.words import say

if TYPE_CHECKING:
    from rotation.demand.store.day_plans import DayPlanRow

MOST, LONGEST = 200, 366


@dataclass(frozen=True)
class DatedWindow:
    """Wall-clock hours of each date of a plan; ``end`` ≤ ``start``: next day; no channels: all."""

    start: str
    end: str
    state: State = "open"
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class OneOffShift:
    """A shift of each date of a plan beside or instead of the usual ones, for so many people."""

    name: str
    start: str
    end: str
    people: int = 1
    task: str = "webcare"
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    burden: float | None = None


@dataclass(frozen=True)
class DayPlan:
    """The plan of special days, from a date to a last date, both included.

    ``windows`` None: the usual hours, an empty tuple: no hours at all. ``usual_shifts`` False: only
    its own shifts. ``volume_factor``: how many times as much comes in.
    """

    id: UUID
    name: str
    first_day: date
    last_day: date
    windows: tuple[DatedWindow, ...] | None = None
    shifts: tuple[OneOffShift, ...] = ()
    usual_shifts: bool = True
    volume_factor: float = 1.0
    away: AwayText = field(default_factory=AwayText)

    def covers(self, day: date) -> bool:
        """Tell whether a date lies in the plan."""
        return self.first_day <= day <= self.last_day

    def shift_pattern_id(self, place: int) -> UUID:
        """Return the id that stands for a shift pattern in the shift at a place of the plan."""
        return uuid5(self.id, f"shift {place}")


def listed(session: Session, team_id: UUID) -> list[DayPlan]:
    """Return the day plans of a team, in order of their first day."""
    return list(_listed(session, team_id))


@kept
def _listed(session: Session, team_id: UUID) -> tuple[DayPlan, ...]:
    return tuple(_day_plan(row) for row in store.day_plans(session, team_id))


def create(session: Session, team_id: UUID, plan: DayPlan) -> DayPlan:
    """Add a day plan; Impossible names the field that does not fit together with what is there."""
    known = listed(session, team_id)
    if len(known) >= MOST:
        raise Impossible(say("A team has {most} day plans at most.", most=MOST))
    _check_days(plan, known)
    for at, window in enumerate(plan.windows or ()):
        _require_channels(session, team_id, window.channels, f"/windows/{at}")
    for at, shift in enumerate(plan.shifts):
        _require_channels(session, team_id, shift.channels, f"/shifts/{at}")
    _check_overlap(plan)
    store.add(session, team_id=team_id, **columns(plan))
    note(session, Changed("created", "day_plan", plan.id, after=columns(plan), team=team_id))
    note(session, DemandChanged(team_id))
    return plan


def copy_year(
    session: Session, team_id: UUID, from_year: int, to_year: int
) -> tuple[list[DayPlan], list[DayPlan]]:
    """Make the plans that begin in a year those of another; return the copies, and what was not.

    A plan of which there is a copy already is left out, as is one that does not fit there.
    """
    known = listed(session, team_id)
    seen = {(each.name, each.first_day) for each in known}
    made: list[DayPlan] = []
    left: list[DayPlan] = []
    for each in known:
        if each.first_day.year != from_year:
            continue
        wanted = _moved(each, to_year - from_year)
        if (wanted.name, wanted.first_day) in seen:
            continue
        try:
            made.append(create(session, team_id, wanted))
        except Impossible:
            left.append(each)
    return made, left


def _moved(plan: DayPlan, years: int) -> DayPlan:
    first, last = (_in_year(day, day.year + years) for day in (plan.first_day, plan.last_day))
    return replace(plan, id=new_id(), first_day=first, last_day=last)


def _in_year(day: date, year: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28) if is_leap_day else day.replace(year=year)


def delete(session: Session, team_id: UUID, day_plan_id: UUID) -> None:
    """Delete a day plan: its dates are as usual again."""
    row = store.day_plan(session, team_id, day_plan_id)
    before = columns(_day_plan(row))
    store.delete(session, row)
    note(session, Changed("deleted", "day_plan", day_plan_id, before, team=team_id))
    note(session, DemandChanged(team_id))


def factors(plans: Iterable[DayPlan], days: Iterable[date]) -> dict[date, float]:
    """Return how many times as much comes in on dates whose plans say so; several multiply."""
    changing = [each for each in plans if each.volume_factor != 1]
    found: dict[date, float] = {}
    for day in days:
        for each in changing:
            if each.covers(day):
                found[day] = found.get(day, 1.0) * each.volume_factor
    return found


def _check_days(plan: DayPlan, known: Iterable[DayPlan]) -> None:
    if plan.last_day < plan.first_day:
        raise Impossible("The last day has to be on or after the first.", field="/last_day")
    if (plan.last_day - plan.first_day).days >= LONGEST:
        raise Impossible(
            say("A day plan has {most} days at most.", most=LONGEST), field="/last_day"
        )
    for each in known:
        both = each.first_day <= plan.last_day and plan.first_day <= each.last_day
        if both and each.windows is not None and plan.windows is not None:
            raise Impossible(
                say("{name} has opening hours of its own on these days already.", name=each.name),
                field="/windows",
            )


def _require_channels(session: Session, team_id: UUID, slugs: Iterable[str], place: str) -> None:
    known = {each.slug for each in channels.listed(session, team_id)}
    for at, slug in enumerate(slugs):
        if slug not in known:
            detail = say("There is no channel {slug}.", slug=slug)
            raise Impossible(detail, field=f"{place}/channels/{at}")


def _check_overlap(plan: DayPlan) -> None:
    """Raise Impossible when two windows of one channel and date overlap."""
    taken: list[tuple[int, int, frozenset[str]]] = []
    for at, each in enumerate(plan.windows or ()):
        start, end = wall_minutes(each.start), wall_minutes(each.end)
        end += 1440 if end <= start else 0
        own = frozenset(each.channels)
        for first, last, others in taken:
            if start < last and first < end and (not own or not others or own & others):
                raise Impossible("Two windows of a channel overlap.", field=f"/windows/{at}")
        taken.append((start, end, own))


def _day_plan(row: "DayPlanRow") -> DayPlan:
    return msgspec.convert(row, DayPlan, from_attributes=True)
