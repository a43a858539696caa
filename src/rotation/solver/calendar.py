"""The shifts and days of a case, indexed once, and the part of them a constraint is asked about."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from rotation.solver.gaps import Pair, by_start, close_pairs, widened
from rotation.solver.limits import N, PersonalRule, Rule
from rotation.timespan import DAY, Span, days_touched, start_of_day

if TYPE_CHECKING:
    from rotation.solver.case import Case, Member, Shift, Wish
    from rotation.solver.duty import Duty

Days = tuple[date, ...]

T = TypeVar("T")


class Calendar:
    """Which shifts a member could work when: the planned ones and those of their own history."""

    def __init__(self, case: "Case") -> None:
        self.case = case
        self._by_day: dict[date, list[Shift]] = defaultdict(list)
        for shift in case.shifts:
            self._by_day[shift.day].append(shift)
        self._past: dict[str, list[Shift]] = defaultdict(list)
        self._past_by_day: dict[tuple[str, date], list[Shift]] = defaultdict(list)
        for each in case.history:
            self._past[each.member].append(each.shift)
            self._past_by_day[each.member, each.shift.day].append(each.shift)
        self.worked = frozenset((each.shift.id, each.member) for each in case.history)
        self._starts = [shift.span.start for shift in case.shifts]
        self._longest = max((shift.span.length for shift in case.shifts), default=timedelta())
        self._past_starts = {m: [s.span.start for s in own] for m, own in self._past.items()}
        self._past_longest = max((each.shift.span.length for each in case.history), default=DAY)
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
        return frozenset(self.case.days)

    @cached_property
    def touched(self) -> dict[str, Days]:
        """Return, by shift id, the local dates a planned shift has an instant on."""
        tz = self.case.tz
        return {shift.id: tuple(days_touched(shift.span, tz)) for shift in self.case.shifts}

    @cached_property
    def frozen(self) -> frozenset[str]:
        """Return the shifts that have begun and keep the people they have."""
        edge = self.case.fixed_before
        return frozenset(s.id for s in self.case.shifts if edge and s.span.start < edge)

    @cached_property
    def promised(self) -> dict[tuple[str, str], int]:
        """Return the published assignments with their weights."""
        return {(each.shift, each.member): each.weight for each in self.case.published}

    def may_work(self, member: "Member", shift: "Shift") -> bool:
        """Tell whether a member fits a shift, is under contract and has no absence in it."""
        begins, ends = member.starts_on or shift.day, member.ends_on or shift.day
        free = not any(away.overlaps(shift.span) for away in member.unavailable)
        return begins <= shift.day <= ends and free and not shift.missing(member)

    def overlapping(self, shift: "Shift") -> "tuple[Shift, ...]":
        """Return the planned shifts that overlap one, itself included."""
        return self.planned_during(shift.span)

    def wished(self, member: "Member", wish: "Wish") -> "tuple[Shift, ...]":
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
        """Return what ``make`` calculates from the case, calculated once."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]  # type: ignore[no-any-return]  # put in under this name

    def past(self, member: "Member") -> "list[Shift]":
        """Return the duties of a member outside the planned weeks."""
        return self._past.get(member.id, [])

    def on(self, member: "Member", day: date) -> "tuple[Shift, ...]":
        """Return the shifts that start on a local date: planned, or the member's own history."""
        key = (member.id, day)
        if key not in self._on:
            own = self._past_by_day.get(key, ())
            self._on[key] = (*self._by_day.get(day, ()), *own)
        return self._on[key]

    def during(self, member: "Member", span: Span) -> "tuple[Shift, ...]":
        """Return the shifts that overlap a span: planned, or the member's own history."""
        if member.id not in self._past:
            return self.planned_during(span)
        key = (member.id, span)
        if key not in self._own:
            self._own[key] = (*self.planned_during(span), *self.past_during(member, span))
        return self._own[key]

    def starting_in(self, member: "Member", days: Days) -> "Iterator[Shift]":
        """Yield the shifts a member could start on a row of days."""
        for shift in self.during(member, self.span(days)):
            if days[0] <= shift.day <= days[-1]:
                yield shift

    def past_during(self, member: "Member", span: Span) -> "list[Shift]":
        """Return the duties of a member's own history that overlap a span."""
        starts = self._past_starts.get(member.id, [])
        first = bisect_left(starts, span.start - self._past_longest)
        near = self.past(member)[first : bisect_left(starts, span.end)]
        return [shift for shift in near if shift.span.overlaps(span)]

    def planned_during(self, span: Span) -> "tuple[Shift, ...]":
        """Return the planned shifts that overlap a span."""
        if span not in self._during:
            first = bisect_left(self._starts, span.start - self._longest)
            last = bisect_left(self._starts, span.end)
            near = self.case.shifts[first:last]
            self._during[span] = tuple(each for each in near if each.span.overlaps(span))
        return self._during[span]

    def windows(self, length: int, around: frozenset[date]) -> tuple[Days, ...]:
        """Return each row of so many known days that holds one of some days."""
        key = (length, around)
        if key not in self._windows:
            known = self.case.known_days
            rows = (known[at : at + length] for at in range(len(known) - length + 1))
            self._windows[key] = tuple(row for row in rows if not around.isdisjoint(row))
        return self._windows[key]

    def span(self, days: Days) -> Span:
        """Return a row of local dates as instants, midnight to midnight."""
        key = (days[0], days[-1])
        if key not in self._spans:
            tz = self.case.tz
            self._spans[key] = Span(start_of_day(key[0], tz), start_of_day(key[1] + DAY, tz))
        return self._spans[key]

    def local(self, instant: datetime) -> datetime:
        """Return an instant on the team's wall clock."""
        return instant.astimezone(self.case.tz)


@dataclass(frozen=True)
class Part:
    """The part of a case that limits are asked for: all of it, some members, one shift.

    A constraint takes its members, shifts, windows, weeks, weekends and pairs from here, and a
    limit it yields reads no other day than those of the item it was made for. So the limits that a
    single change can touch are found without asking for the rest.
    """

    case: "Case"
    members: tuple["Member", ...]
    shifts: tuple["Shift", ...]
    days: frozenset[date]
    around: "Shift | None" = None

    @classmethod
    def whole(cls, case: "Case") -> "Part":
        """Return the whole case."""
        return cls(case, case.members, case.shifts, case.calendar.planned_days)

    def for_rule(self, rule: Rule) -> "Part":
        """Return the part of it that a rule is for: its members, or everybody."""
        if not isinstance(rule, PersonalRule) or not rule.members:
            return self
        chosen = tuple(each for each in self.members if each.id in rule.members)
        return replace(self, members=chosen)

    def at(self, member: "Member", shift: "Shift") -> "Part":
        """Return the part that one member's work on one shift can touch."""
        near = self.case.calendar.overlapping(shift)
        touched = frozenset(self.case.calendar.touched[shift.id]) | {shift.day}
        return Part(self.case, (member,), near, touched, shift)

    def windows(self, length: int) -> tuple[Days, ...]:
        """Return each row of so many known days that holds a day of this part."""
        return self.case.calendar.windows(length, self.days)

    def weeks(self, count: int = 1) -> Iterator[Days]:
        """Yield each row of so many known weeks, Monday to Sunday, that holds a day of it."""
        for window in self.windows(7 * count):
            if window[0].weekday() == 0:
                yield window

    @property
    def span(self) -> Span:
        """Return the instants of this part: those of its one shift, or of the planned weeks."""
        return self.around.span if self.around else self.case.span

    def near(self, member: "Member", minutes: int) -> "tuple[Shift, ...]":
        """Return the shifts a member could work up to so many minutes before or after."""
        wide = widened(self.span.start, self.span.end, minutes)
        return self.case.calendar.during(member, wide)

    def weeks_near(self, count: int, minutes: int) -> Iterator[Days]:
        """Yield each row of so many weeks that this part lies less than so many minutes from.

        Its days need not be known.
        """
        for week in range(-count, self.case.weeks + 1):
            monday = self.case.monday + DAY * 7 * week
            days = tuple(monday + DAY * at for at in range(7 * count))
            span = self.case.calendar.span(days)
            if widened(span.start, span.end, minutes).overlaps(self.span):
                yield days

    def closed_weeks(self, count: int) -> Iterator[Days]:
        """Yield, for each known week from the first planned one on, the row of so many weeks.

        A row ends with that week, is shorter where the days before are not known, and holds a day
        of this part.
        """
        days = self.case.known_days
        known = next(at for at, day in enumerate(days) if day.weekday() == 0)
        first = days.index(self.case.monday)
        for end in range(first + 7, len(days) + 1, 7):
            row = days[max(known, end - 7 * count) : end]
            if not self.days.isdisjoint(row):
                yield row

    def periods(self, weeks: int | None) -> Iterator[Days]:
        """Yield the rows of ``closed_weeks``; None: the planned days as one row."""
        if weeks is None:
            yield self.case.days
        else:
            yield from self.closed_weeks(weeks)

    def weekends(self, count: int | None = 1) -> Iterator[tuple[Days, ...]]:
        """Yield, for each known weekend from the first planned one on, the row of so many weekends.

        A row is shorter where earlier ones are not known, and holds a day of this part; None: all
        planned weekends as one row.
        """
        first = self.case.monday + DAY * 5
        if count is None:
            yield tuple((day, day + DAY) for day in self.case.days if day.weekday() == 5)
            return
        known = [day for day in self.case.known_days[:-1] if day.weekday() == 5]
        for at, saturday in enumerate(known):
            if saturday >= first:
                row = tuple((day, day + DAY) for day in known[max(0, at + 1 - count) : at + 1])
                if not self.days.isdisjoint(day for weekend in row for day in weekend):
                    yield row

    def pairs_closer_than(
        self, member: "Member", minutes: int, duty: "Duty[N]"
    ) -> "Iterator[Pair]":
        """Yield the pairs of shifts a member would not rest so long between, earlier one first.

        Only pairs that the member might work both of: there are many more that mean nothing.
        """
        here = {self.around.id: self.around} if self.around else self.case.shift
        if not here:
            return
        # The last planned shift may end after the planned weeks do.
        start = min(each.span.start for each in here.values())
        end = max(each.span.end for each in here.values())
        near = self.case.calendar.during(member, widened(start, end, minutes))
        shifts = sorted(duty.possible(member, near), key=by_start)
        for first, second in close_pairs(shifts, minutes):
            if first.id in here or second.id in here:
                yield first, second
