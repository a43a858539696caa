"""Rotas in the solver's words and back: shifts, assignments, promises."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import gcd
from typing import Literal
from uuid import UUID

from rotation.rota.shifts import Seat, Shift, Shifts, seats_for
from rotation.rota.timeline import DutySpan
from rotation.solver import entities
from rotation.solver.entities import Assignments, Pin, Promise, Worked
from rotation.team.teams import Freeze
from rotation.timespan import Span

Level = Literal["frozen", "protected", "free"]


POINT = 60
"""Weighted minutes of a point of burden: an hour of weight 1."""
_FINEST = 15


def burden_unit(points: Iterable[float]) -> int:
    """Return the unit, in weighted minutes, in which some burdens are whole numbers or nearly.

    It is never finer than a quarter of a point, unless there is a burden that is less.
    """
    minutes = [max(1, round(each * POINT)) for each in points if each > 0]
    exact = gcd(*minutes) if minutes else POINT
    return exact if exact >= _FINEST else min(_FINEST, *minutes)


def in_units(points: float, unit: int) -> int:
    """Return a burden in units; one that is any at all is one at least."""
    return max(1, round(points * POINT / unit)) if points > 0 else 0


def shift(each: Shift, unit: int = POINT) -> entities.Shift:
    """Return a shift as the solver knows it; its pattern goes by its id, burden is in units."""
    return entities.Shift(
        id=str(each.id),
        pattern=str(each.pattern_id),
        name=each.pattern,
        day=each.day,
        span=Span(each.start, each.end),
        task=each.task,
        channels=frozenset(each.channels),
        languages=frozenset(each.languages),
        skills=frozenset(each.skills),
        minimum=each.minimum,
        target=each.target,
        maximum=max(each.maximum, each.target),
        burden=in_units(each.burden, unit),
        price=each.price,
    )


def assignments(shifts: Iterable[Shift]) -> Assignments:
    """Return the assignments of shifts, whatever the seat."""
    return frozenset((str(each.id), str(member)) for each in shifts for member in each.members)


def history_of(spans: Iterable[DutySpan], unit: int = POINT) -> tuple[Worked, ...]:
    """Return the duties outside the planned weeks, as they were worked."""
    return tuple(Worked(str(each.member), _duty(each, unit)) for each in spans)


def _duty(span: DutySpan, unit: int) -> entities.Shift:
    return entities.Shift(
        id=f"{span.slot}/{span.name}",
        pattern=str(span.pattern_id),
        name=span.pattern,
        day=span.day,
        span=span.span,
        task=span.task if span.pattern_id else None,
        channels=frozenset(span.channels),
        languages=frozenset(span.languages),
        skills=frozenset(span.skills),
        burden=in_units(span.burden, unit),
    )


def pins(shifts: Iterable[Shift], *, all_places: bool = False) -> tuple[Pin, ...]:
    """Return the locked places (or all) as what must stay, and the others as a first guess."""
    return tuple(
        Pin(str(each.id), str(seat.member), locked=all_places or seat.locked)
        for each in shifts
        for seat in each.seats
        if seat.member
    )


def promises(published: Iterable[Shift], freeze: Freeze, now: datetime) -> tuple[Promise, ...]:
    """Return the published places, each with how much a change would disturb."""
    return tuple(
        Promise(str(each.id), str(member), _weight(each.start - now, freeze))
        for each in published
        for member in each.members
    )


def freeze_level(shift: Shift, freeze: Freeze, now: datetime) -> Level:
    """Return how firmly a published shift stands: the nearer it is, the firmer."""
    ahead = shift.start - now
    if ahead < timedelta(hours=freeze.frozen_hours):
        return "frozen"
    return "protected" if ahead < timedelta(hours=freeze.protected_hours) else "free"


def with_seats(
    shifts: Shifts, rota: Assignments, before: Mapping[UUID, tuple[Seat, ...]]
) -> Shifts:
    """Return the shifts with the people of a solver's rota in their seats.

    ``before`` holds, by shift, who sat where: they keep their seats and their locks.
    """
    people: dict[str, list[UUID]] = defaultdict(list)
    for place, member in rota:
        people[place].append(UUID(member))
    return tuple(seats_for(each, people[str(each.id)], before.get(each.id, ())) for each in shifts)


def _weight(ahead: timedelta, freeze: Freeze) -> int:
    """Return 1 where a shift is free, else 6 within two days, 3 within a week, 2 beyond."""
    if ahead >= timedelta(hours=max(freeze.frozen_hours, freeze.protected_hours)):
        return 1
    steps = ((timedelta(days=2), 6), (timedelta(days=7), 3))
    return next((weight for limit, weight in steps if ahead < limit), 2)
