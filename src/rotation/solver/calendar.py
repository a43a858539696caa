"""The shifts and days of the weeks to be planned, indexed once."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from rotation.solver.entities import Member, Promise, Shift, Wish, Worked
from rotation.timespan import DAY, Span, days_touched, merged, start_of_day, touches

Days = tuple[date, ...]

T = TypeVar("T")


class PlannedWeeks(Protocol):
    """The fields of a horizon that its index reads."""

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Return the planned shifts, by start."""
        ...

    @property
    def members(self) -> tuple[Member, ...]:
        """Return the people who can be assigned, by id."""
        ...

    @property
    def history(self) -> tuple[Worked, ...]:
        """Return the duties outside the planned weeks."""
        ...

    @property
    def published(self) -> tuple[Promise, ...]:
        """Return the assignments of the published version."""
        ...

    @property
    def days(self) -> Days:
        """Return the planned dates, in order."""
        ...

    @property
    def known_days(self) -> Days:
        """Return every date of history and plan, in order."""
        ...

    @property
    def fixed_before(self) -> datetime | None:
        """Return the instant before which shifts keep their people."""
        ...

    @property
    def tz(self) -> ZoneInfo:
        """Return the team's zone."""
        ...


class ShiftIndex:
    """The shifts a member could work, by time: the planned ones and those of their own history."""

    def __init__(self, weeks: PlannedWeeks) -> None:
        self._weeks = weeks
        self.tz = weeks.tz
        self._by_day: dict[date, list[Shift]] = defaultdict(list)
        for shift in weeks.shifts:
            self._by_day[shift.day].append(shift)
        self._past: dict[str, list[Shift]] = defaultdict(list)
        self._past_by_day: dict[tuple[str, date], list[Shift]] = defaultdict(list)
        for each in weeks.history:
            self._past[each.member].append(each.shift)
            self._past_by_day[each.member, each.shift.day].append(each.shift)
        self.worked = frozenset((each.shift.id, each.member) for each in weeks.history)
        self._starts = [shift.span.start for shift in weeks.shifts]
        self._longest = max((shift.span.length for shift in weeks.shifts), default=timedelta())
        self._past_starts = {m: [s.span.start for s in own] for m, own in self._past.items()}
        self._past_longest = max((each.shift.span.length for each in weeks.history), default=DAY)
        self._on: dict[tuple[str, date], tuple[Shift, ...]] = {}
        self._during: dict[Span, tuple[Shift, ...]] = {}
        self._own: dict[tuple[str, Span], tuple[Shift, ...]] = {}
        self._windows: dict[tuple[int, frozenset[date]], tuple[Days, ...]] = {}
        self._wished: dict[tuple[str, Wish], tuple[Shift, ...]] = {}
        self._kept: dict[str, Any] = {}  # Any: each name has a type of its own
        self._spans: dict[tuple[date, date], Span] = {}

    @cached_property
    def planned_days(self) -> frozenset[date]:
        """Return the planned dates."""
        return frozenset(self._weeks.days)

    @cached_property
    def touched(self) -> dict[str, Days]:
        """Return, by shift id, the local dates a planned shift has an instant on."""
        tz = self.tz
        return {shift.id: tuple(days_touched(shift.span, tz)) for shift in self._weeks.shifts}

    @cached_property
    def frozen(self) -> frozenset[str]:
        """Return the shifts that have begun and keep the people they have."""
        edge = self._weeks.fixed_before
        return frozenset(s.id for s in self._weeks.shifts if edge and s.span.start < edge)

    @cached_property
    def promised(self) -> dict[tuple[str, str], int]:
        """Return the published assignments with their weights."""
        return {(each.shift, each.member): each.weight for each in self._weeks.published}

    def may_work(self, member: Member, shift: Shift) -> bool:
        """Tell whether a member fits a shift, is under contract and has no absence in it."""
        return member.id in self.could_work[shift.id]

    @cached_property
    def could_work(self) -> dict[str, frozenset[str]]:
        """Return, by planned shift, the ids of those who fit it, are under contract and there."""
        planned = self._weeks.shifts
        found: dict[str, list[str]] = {shift.id: [] for shift in planned}
        for member in self._weeks.members:
            away, fits = merged(member.unavailable), dict[tuple[object, ...], bool]()
            for shift in planned:
                if shift.asks not in fits:
                    fits[shift.asks] = not shift.missing(member)
                if (
                    fits[shift.asks]
                    and not touches(away, shift.span)
                    and member.is_under_contract(self.touched[shift.id])
                ):
                    found[shift.id].append(member.id)
        # Shifts that the same people could work have one set, which is what is divided among.
        same: dict[tuple[str, ...], frozenset[str]] = {}
        return {shift: same.setdefault(tuple(who), frozenset(who)) for shift, who in found.items()}

    def overlapping(self, shift: Shift) -> tuple[Shift, ...]:
        """Return the planned shifts that overlap one, itself included."""
        return self.planned_during(shift.span)

    def wished(self, member: Member, wish: Wish) -> tuple[Shift, ...]:
        """Return the planned shifts a wish is about: those the member could work at that time."""
        key = (member.id, wish)
        if key not in self._wished:
            self._wished[key] = tuple(
                each
                for each in self.planned_during(wish.span)
                if wish.pattern in {None, each.pattern} and self.may_work(member, each)
            )
        return self._wished[key]

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return the value ``make`` calculates from the case, calculated once."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]  # type: ignore[no-any-return]  # put in under this name

    def past(self, member: Member) -> list[Shift]:
        """Return the duties of a member outside the planned weeks."""
        return self._past.get(member.id, [])

    def on(self, member: Member, day: date) -> tuple[Shift, ...]:
        """Return the shifts that start on a local date: planned, or the member's own history."""
        key = (member.id, day)
        if key not in self._on:
            own = self._past_by_day.get(key, ())
            self._on[key] = (*self._by_day.get(day, ()), *own)
        return self._on[key]

    def during(self, member: Member, span: Span) -> tuple[Shift, ...]:
        """Return the shifts that overlap a span: planned, or the member's own history."""
        if member.id not in self._past:
            return self.planned_during(span)
        key = (member.id, span)
        if key not in self._own:
            self._own[key] = (*self.planned_during(span), *self.past_during(member, span))
        return self._own[key]

    def starting_in(self, member: Member, days: Days) -> Iterator[Shift]:
        """Yield the shifts a member could start on a row of days."""
        for shift in self.during(member, self.span(days)):
            if days[0] <= shift.day <= days[-1]:
                yield shift

    def past_during(self, member: Member, span: Span) -> list[Shift]:
        """Return the duties of a member's own history that overlap a span."""
        starts = self._past_starts.get(member.id, [])
        first = bisect_left(starts, span.start - self._past_longest)
        near = self.past(member)[first : bisect_left(starts, span.end)]
        return [shift for shift in near if shift.span.overlaps(span)]

    def planned_during(self, span: Span) -> tuple[Shift, ...]:
        """Return the planned shifts that overlap a span."""
        if span not in self._during:
            first = bisect_left(self._starts, span.start - self._longest)
            last = bisect_left(self._starts, span.end)
            near = self._weeks.shifts[first:last]
            self._during[span] = tuple(each for each in near if each.span.overlaps(span))
        return self._during[span]

    def windows(self, length: int, around: frozenset[date]) -> tuple[Days, ...]:
        """Return each row of so many known days that holds one of some days."""
        key = (length, around)
        if key not in self._windows:
            known = self._weeks.known_days
            rows = (known[at : at + length] for at in range(len(known) - length + 1))
            self._windows[key] = tuple(row for row in rows if not around.isdisjoint(row))
        return self._windows[key]

    def span(self, days: Days) -> Span:
        """Return a row of local dates as instants, midnight to midnight."""
        key = (days[0], days[-1])
        if key not in self._spans:
            tz = self.tz
            self._spans[key] = Span(start_of_day(key[0], tz), start_of_day(key[1] + DAY, tz))
        return self._spans[key]

    def local(self, instant: datetime) -> datetime:
        """Return an instant on the team's wall clock."""
        return instant.astimezone(self.tz)
