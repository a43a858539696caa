"""The words a constraint may use, and their Actual reading: plain integers of a finished rota.

A word is a number about who works when. Sums are the same in both readings; what differs is only
how a single place, a sum and an "at least one of" are answered. The contract of every word: for
every rota, the Planned reading with that rota fixed equals the Actual one.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Generic

from rotation.solver.calendar import Days
from rotation.solver.entities import Assignments, Member, Shift
from rotation.solver.gaps import MINUTE
from rotation.solver.horizon import Horizon
from rotation.solver.linear_sum import N
from rotation.timespan import Span

Filter = Callable[[Shift], bool]


class Duty(ABC, Generic[N]):
    """Words about who works when; all are integers, those called *is* or *works* are 0 or 1."""

    def __init__(self, case: Horizon) -> None:
        self.case = case
        self.calendar = case.calendar
        self._kept: dict[tuple[object, ...], N] = {}
        self._on: dict[tuple[str, date], N] = {}

    @abstractmethod
    def works(self, member: Member, shift: Shift) -> N:
        """Whether a member works a shift: planned, or of their history."""

    @abstractmethod
    def possible(self, member: Member, shifts: Iterable[Shift]) -> list[Shift]:
        """Those of some shifts that a member works or, as far as is known, might work."""

    @abstractmethod
    def either(self, numbers: Iterable[N]) -> N:
        """Whether at least one of some 0-or-1 numbers is 1."""

    @abstractmethod
    def sum(self, numbers: Iterable[N], start: int = 0) -> N:
        """The sum of some numbers and a constant."""

    @abstractmethod
    def weigh(self, member: Member, shifts: Iterable[tuple[Shift, int]], start: int = 0) -> N:
        """The sum of the weights of those shifts that a member works, and a constant."""

    def count(self, member: Member, shifts: Iterable[Shift]) -> N:
        """How many of some shifts a member works."""
        return self.weigh(member, ((shift, 1) for shift in shifts))

    def assigned(self, shift: Shift, among: Iterable[Member]) -> N:
        """How many of some members work a shift."""
        return self.sum(self.works(member, shift) for member in among)

    def shifts_on(self, member: Member, days: Days, kind: Filter | None = None) -> N:
        """How many shifts (of a kind) a member starts on some days."""
        on = (shift for day in days for shift in self.calendar.on(member, day))
        return self.count(member, (shift for shift in on if kind is None or kind(shift)))

    def works_on(self, member: Member, day: date) -> N:
        """Whether a member starts a shift on a local date."""
        key = (member.id, day)
        found = self._on.get(key)
        if found is None:  # asked for far more often than any other word
            found = self._on[key] = self.works_any(member, self.calendar.on(member, day))
        return found

    def works_any(self, member: Member, shifts: Iterable[Shift]) -> N:
        """Whether a member works at least one of some shifts."""
        return self.either(self.works(member, shift) for shift in shifts)

    def works_both(self, member: Member, first: Shift, second: Shift) -> N:
        """Whether a member works two shifts."""
        return self._keep(
            ("both", member.id, first.id, second.id),
            lambda: (
                1 - self.either((1 - self.works(member, first), 1 - self.works(member, second)))
            ),
        )

    def days_worked(self, member: Member, days: Days) -> N:
        """On how many of some days a member starts a shift."""
        return self.sum(self.works_on(member, day) for day in days)

    def works_during(self, member: Member, span: Span) -> N:
        """Whether a member is at work at some instant of a span."""
        return self._keep(
            ("during", member.id, span),
            lambda: self.works_any(member, self.calendar.during(member, span)),
        )

    def rests(self, member: Member, span: Span) -> N:
        """Whether a member is at work at no instant of a span."""
        return 1 - self.works_during(member, span)

    def rests_from(self, member: Member, span: Span) -> N:
        """Whether a member ends a shift when a span begins, and is at work at no instant of it."""
        before = self.calendar.during(member, Span(span.start - MINUTE, span.start))
        ended = (each for each in before if each.span.end == span.start)
        return self._keep(
            ("from", member.id, span),
            lambda: (
                1
                - self.either((1 - self.works_any(member, ended), self.works_during(member, span)))
            ),
        )

    def starts_run(self, member: Member, before: date, day: date) -> N:
        """Whether a member works on a day and not on the one before."""
        return self._keep(
            ("starts", member.id, before, day),
            lambda: (
                1 - self.either((1 - self.works_on(member, day), self.works_on(member, before)))
            ),
        )

    def ends_run(self, member: Member, day: date, after: date) -> N:
        """Whether a member works on a day and not on the one after."""
        return self._keep(
            ("ends", member.id, day, after),
            lambda: 1 - self.either((1 - self.works_on(member, day), self.works_on(member, after))),
        )

    def weekend_worked(self, member: Member, weekend: Days) -> N:
        """Whether a member starts a shift on a Saturday or the Sunday after it."""
        return self._keep(
            ("weekend", member.id, weekend),
            lambda: self.either(self.works_on(member, day) for day in weekend),
        )

    def minutes(self, member: Member, span: Span, kind: Filter | None = None) -> N:
        """How many elapsed minutes of a span a member works (in shifts of a kind)."""
        shifts = self.calendar.during(member, span)
        return self.weigh(
            member,
            ((each, _minutes(each, span)) for each in shifts if kind is None or kind(each)),
        )

    def _keep(self, key: tuple[object, ...], make: Callable[[], N]) -> N:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


class Actual(Duty[int]):
    """The words about a finished rota."""

    def __init__(self, case: Horizon, assignments: Assignments) -> None:
        super().__init__(case)
        self._planned, self._worked = assignments, case.calendar.worked

    def works(self, member: Member, shift: Shift) -> int:
        """Return 1 when the rota or the history says so."""
        pair = (shift.id, member.id)
        return int(pair in self._planned or pair in self._worked)

    def possible(self, member: Member, shifts: Iterable[Shift]) -> list[Shift]:
        """Return the shifts worked."""
        return [each for each in shifts if self.works(member, each)]

    @cached_property
    def _people(self) -> dict[str, set[str]]:
        """Return, by planned shift, who works it."""
        found: dict[str, set[str]] = defaultdict(set)
        for shift, member in self._planned:
            found[shift].add(member)
        return found

    def assigned(self, shift: Shift, among: Iterable[Member]) -> int:
        """Return how many of some members work a planned shift, without asking one by one."""
        there = self._people.get(shift.id, ())
        if among is self.case.members:
            return len(there)
        return sum(each.id in there for each in among) if there else 0

    @cached_property
    def _spans(self) -> dict[str, list[Span]]:
        """Return, by member, when they work: as planned, and in their history."""
        found: dict[str, list[Span]] = defaultdict(list)
        for shift, member in self._planned | self._worked:
            if shift in self.case.shift:
                found[member].append(self.case.shift[shift].span)
        for each in self.case.history:
            found[each.member].append(each.shift.span)
        return found

    def works_during(self, member: Member, span: Span) -> int:
        """Return 1 when they work then; only what they do work is looked at."""
        return int(any(each.overlaps(span) for each in self._spans.get(member.id, ())))

    def either(self, numbers: Iterable[int]) -> int:
        """Return 1 when any of them is."""
        return int(any(numbers))

    def sum(self, numbers: Iterable[int], start: int = 0) -> int:
        """Return the sum."""
        return sum(numbers, start)

    def weigh(self, member: Member, shifts: Iterable[tuple[Shift, int]], start: int = 0) -> int:
        """Return the sum of the weights of the shifts worked."""
        planned, worked, who = self._planned, self._worked, member.id
        return sum(
            (
                weight
                for shift, weight in shifts
                if (shift.id, who) in planned or (shift.id, who) in worked
            ),
            start,
        )


def _minutes(shift: Shift, span: Span) -> int:
    """Return how many minutes of a shift lie in a span that it overlaps."""
    start, end = shift.span.start, shift.span.end
    if span.start <= start and end <= span.end:
        return shift.minutes
    return (min(end, span.end) - max(start, span.start)) // MINUTE
