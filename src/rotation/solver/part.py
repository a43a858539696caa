"""The part of a case that a rule is asked about: all of it, some members, or one shift."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from rotation.solver.calendar import Days
from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.gaps import Pair, by_start, close_pairs, widened
from rotation.solver.horizon import Horizon
from rotation.solver.linear_sum import N
from rotation.timespan import DAY, Span


@dataclass(frozen=True)
class CasePart:
    """The part of a case that limits are asked for: all of it, some members, one shift.

    A constraint takes its members, shifts, windows, weeks, weekends and pairs from here, and a
    limit it yields reads no other day than those of the item it was made for. So the limits that a
    single change can touch are found without asking for the rest.
    """

    case: Horizon
    members: tuple[Member, ...]
    shifts: tuple[Shift, ...]
    days: frozenset[date]
    around: Shift | None = None

    @classmethod
    def whole(cls, case: Horizon) -> Self:
        """Return the whole case."""
        return cls(case, case.members, case.shifts, case.calendar.planned_days)

    def at(self, member: Member, shift: Shift) -> Self:
        """Return the part that one member's work on one shift can touch."""
        near = self.case.calendar.overlapping(shift)
        touched = frozenset(self.case.calendar.touched[shift.id]) | {shift.day}
        return type(self)(self.case, (member,), near, touched, shift)

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

    def near(self, member: Member, minutes: int) -> tuple[Shift, ...]:
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

    def pairs_closer_than(self, member: Member, minutes: int, duty: Duty[N]) -> Iterator[Pair]:
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
