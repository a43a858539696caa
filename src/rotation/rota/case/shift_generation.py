"""Shift patterns laid out over dates: wall-clock patterns → shifts without people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from rotation.demand import shift_patterns
from rotation.demand.day_plans import DayPlan
from rotation.demand.shift_patterns import ShiftPattern
from rotation.demand.staffing.shift_requirements import ANSWERING, ShiftRequirement
from rotation.rota import burden
from rotation.rota.burden import SpecialHours
from rotation.rota.shifts import Shift, Shifts, seats_for, shift_id, shifts_in_order
from rotation.timespan import Span, Week, readings, wall_minutes, wall_span
from rotation.words import Sentence, say

Needs = Mapping[tuple[UUID, date], ShiftRequirement]


@dataclass(frozen=True)
class TeamDates:
    """The dates of a team: zone, holidays, special hours, closed days, day plans."""

    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    special: tuple[SpecialHours, ...] = ()
    plans: tuple[DayPlan, ...] = ()


def shifts(
    patterns: Collection[ShiftPattern], weeks: Iterable[Week], calendar: TeamDates, needs: Needs
) -> tuple[Shifts, tuple[Sentence, ...]]:
    """Return the shifts of some weeks, in order, and notes on what the clock changes.

    ``needs`` holds what a shift needs where its pattern leaves that to the staffing; a closed day
    has no shifts.
    """
    found: list[Shift] = []
    notes: list[Sentence] = []
    for week in weeks:
        for day in week.days:
            if day in calendar.closed:
                continue
            for pattern in shift_patterns.on(day, patterns, calendar.plans):
                notes += _notes(pattern, day, calendar.zone)
                found += _shift(pattern, day, calendar, needs.get((pattern.id, day)))
    return shifts_in_order(found), tuple(notes)


def _shift(
    pattern: ShiftPattern, day: date, calendar: TeamDates, need: ShiftRequirement | None
) -> Iterable[Shift]:
    span = wall_span(day, pattern.start, pattern.end, calendar.zone)
    if span is None:
        return
    need = need or _own_need(pattern)
    shift = Shift(
        id=shift_id(pattern.id, day),
        pattern_id=pattern.id,
        pattern=pattern.name,
        week=str(Week.of(day)),
        day=day,
        start=span.start,
        end=span.end,
        local_start=f"{span.start.astimezone(calendar.zone):%H:%M}",
        local_end=f"{span.end.astimezone(calendar.zone):%H:%M}",
        timezone=calendar.zone.key,
        task=pattern.task,
        channels=tuple(sorted(pattern.channels)),
        languages=tuple(sorted(pattern.languages)),
        skills=tuple(sorted(pattern.skills)),
        burden=_burden(pattern, span, calendar),
        minimum=need.minimum,
        target=need.target,
        maximum=need.maximum,
        price=need.price,
        provisional=need.provisional,
    )
    yield seats_for(shift, ())


def _own_need(pattern: ShiftPattern) -> ShiftRequirement:
    """Return what the planner has set; where that is nothing, the least until there are counts."""
    if pattern.target != "auto":
        return ShiftRequirement(pattern.minimum, pattern.target, pattern.maximum)
    provisional = pattern.task == ANSWERING
    return ShiftRequirement(
        pattern.minimum, pattern.minimum, pattern.maximum, provisional=provisional
    )


def _burden(pattern: ShiftPattern, span: Span, calendar: TeamDates) -> float:
    if pattern.burden is not None:
        return pattern.burden
    return burden.of_span(span, calendar.zone, calendar.holidays, calendar.special)


def _notes(pattern: ShiftPattern, day: date, in_zone: ZoneInfo) -> Iterable[Sentence]:
    for text in (pattern.start, pattern.end):
        later = text == pattern.end and wall_minutes(pattern.end) <= wall_minutes(pattern.start)
        minutes = wall_minutes(text) + (1440 if later else 0)
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        if not readings(wall, in_zone):
            yield say(
                "The clock skips {time} on {day}: {pattern} moves forward by the gap.",
                time=text,
                day=wall.date(),
                pattern=pattern.name,
            )
