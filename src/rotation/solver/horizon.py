"""The weeks to be planned, with who could work what, free of rules: what constraints may read.

Ids are strings, spans are UTC, days are local dates in the team's zone, durations are whole
minutes. Who sits in which seat is the caller's business: a rota is a set of pairs
``(shift id, member id)``.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rotation.errors import Impossible
from rotation.solver.calendar import ShiftIndex
from rotation.solver.entities import (
    Member,
    Pin,
    PlannedSpecialDay,
    Promise,
    Remembered,
    Shift,
    Worked,
)
from rotation.timespan import DAY, Span, start_of_day, zone
from rotation.words import say


@dataclass(frozen=True)
class Horizon:
    """One or more whole weeks to be planned; members and shifts are kept in a fixed order.

    ``known_from`` and ``known_until`` bound the days ``history`` tells about (by default none but
    the planned ones): rules about minimum runs are silent where they cannot know. Shifts that start
    before ``fixed_before`` keep exactly the people ``published`` gives them; in a repair those that
    start before ``frozen_before`` keep all who can still come.
    """

    zone: str
    monday: date
    weeks: int
    members: tuple[Member, ...]
    shifts: tuple[Shift, ...]
    history: tuple[Worked, ...] = ()
    pins: tuple[Pin, ...] = ()
    published: tuple[Promise, ...] = ()
    fixed_before: datetime | None = None
    frozen_before: datetime | None = None
    known_from: date | None = None
    known_until: date | None = None
    """First day after the last known one."""
    open_hours: tuple[Span, ...] = ()
    holidays: frozenset[date] = frozenset()
    remembered: tuple[Remembered, ...] = ()
    special_days: tuple[PlannedSpecialDay, ...] = ()
    as_of: datetime | None = None
    """When the rota is made, where a rule counts from it."""
    burden_unit: int = 60
    """Weighted minutes that a unit of burden stands for; 60: a point, an hour of weight 1."""

    def __post_init__(self) -> None:
        # Equal input has to give an equal model, whatever order a database answered in.
        in_order: dict[str, tuple[Any, ...]] = {  # Any: the element types differ by field
            "members": tuple(sorted(self.members, key=lambda each: each.id)),
            "shifts": tuple(sorted(self.shifts, key=_by_time)),
            "history": tuple(sorted(self.history, key=lambda each: (each.shift.span, each.member))),
            "remembered": tuple(sorted(self.remembered, key=lambda each: (each.day, each.member))),
            "pins": tuple(sorted(self.pins, key=lambda each: (each.shift, each.member))),
            "published": tuple(sorted(self.published, key=lambda each: (each.shift, each.member))),
        }
        for name, values in in_order.items():
            object.__setattr__(self, name, values)
        _check(self)

    @cached_property
    def tz(self) -> ZoneInfo:
        """Return the team's zone."""
        return zone(self.zone)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Return the planned local dates, in order."""
        return tuple(self.monday + DAY * offset for offset in range(7 * self.weeks))

    @cached_property
    def span(self) -> Span:
        """Return the planned weeks as instants."""
        return Span(
            start_of_day(self.monday, self.tz),
            start_of_day(self.monday + timedelta(weeks=self.weeks), self.tz),
        )

    @cached_property
    def known_days(self) -> tuple[date, ...]:
        """Return every date the case can tell about: history and the planned weeks."""
        first = min(self.known_from or self.monday, self.monday)
        last = max(self.known_until or self.monday, self.days[-1] + DAY)
        return tuple(first + DAY * offset for offset in range((last - first).days))

    @cached_property
    def calendar(self) -> ShiftIndex:
        """Return the shifts and days of the case, indexed."""
        return ShiftIndex(self)

    @cached_property
    def member(self) -> dict[str, Member]:
        """Return the members by id."""
        return {each.id: each for each in self.members}

    @cached_property
    def shift(self) -> dict[str, Shift]:
        """Return the planned shifts by id."""
        return {each.id: each for each in self.shifts}


def _by_time(shift: Shift) -> tuple[Span, str, str, str]:
    # Ids of shifts are as good as random: by them the same team made anew has another model.
    return shift.span, shift.pattern, shift.name, shift.id


def _check(horizon: Horizon) -> None:
    """Refuse a horizon that contradicts itself."""
    if not 1 <= horizon.weeks <= 53:
        raise Impossible("A rota is planned for 1 to 53 weeks.", field="/weeks")
    if horizon.monday.weekday() != 0:
        raise Impossible("The planned weeks start on a Monday.", field="/monday")
    _refuse_doubles((each.id for each in horizon.members), "/members")
    _refuse_doubles((each.id for each in horizon.shifts), "/shifts")
    for memory in horizon.remembered:
        if memory.member not in horizon.member:
            raise Impossible(
                say("{id} is not in this case.", id=memory.member), field="/remembered"
            )
    for field, pairs in (("/pins", horizon.pins), ("/published", horizon.published)):
        for each in pairs:
            if each.shift not in horizon.shift or each.member not in horizon.member:
                raise Impossible(
                    say("{id} is not in this case.", id=f"{each.shift}/{each.member}"), field=field
                )


def _refuse_doubles(ids: Iterable[str], field: str) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            raise Impossible(say("{id} appears twice.", id=name), field=field)
