"""Repeating rotas: everyone works the same sequence of weeks, each a week behind the one before.

A repeating rota for n people is a ring of n weeks: person k starts in week k and moves on by a
week each week, so in any week all n rows are worked at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rotation.errors import Impossible
from rotation.solver.case import Case
from rotation.solver.entities import Assignments
from rotation.timespan import DAY

OFF = -1
"""A day off, in a ring and in a forbidden succession."""

MOST_DAYS = 14
"""The most days in a row that can be asked for."""


@dataclass(frozen=True)
class Block:
    """The days in a row that a block lasts at least and at most."""

    shortest: int
    longest: int


@dataclass(frozen=True)
class RepeatingRotaSpec:
    """A repeating rota to design: members, shifts, lengths of blocks, wishes.

    ``required[shift][weekday]`` is how many people each shift needs on each day of the week (the
    rest are off), ``blocks[shift]`` the days in a row on one shift, ``work`` and ``off`` those of
    work and of days off, ``forbidden`` successions of two or three days, of shift numbers and OFF.
    """

    people: int
    required: tuple[tuple[int, ...], ...]
    blocks: tuple[Block, ...]
    work: Block
    off: Block
    forbidden: tuple[tuple[int, ...], ...] = ()

    @property
    def week(self) -> int:
        """Return the days of a week."""
        return len(self.required[0])

    @property
    def days(self) -> int:
        """Return the days of the ring."""
        return self.people * self.week


@dataclass(frozen=True)
class RepeatingRota:
    """A ring of shift numbers and OFF, one a day; None: there is none, or none was found.

    ``proven`` tells the two apart: True with a ring, or when no ring exists.
    """

    ring: tuple[int, ...] | None
    proven: bool
    seconds: float


@dataclass(frozen=True)
class Concession:
    """One wish of ``Wanted`` given up: the names that lead to it, and what it is then."""

    field: tuple[str | int, ...]
    value: int

    def into(self, wanted: RepeatingRotaSpec) -> RepeatingRotaSpec:
        """Return what is wanted with this in it."""
        match self.field:
            case ("blocks", int(at), str(name)):
                blocks = [*wanted.blocks]
                blocks[at] = replace(blocks[at], **{name: self.value})
                return replace(wanted, blocks=tuple(blocks))
            case (str(block), str(name)):
                changed = replace(getattr(wanted, block), **{name: self.value})
                return replace(wanted, **{block: changed})
            case _:
                return replace(wanted, people=self.value)


def free_weekends(ring: Sequence[int]) -> int:
    """Return how many weeks of a ring end with two days off."""
    return sum(ring[day] == ring[day - 1] == OFF for day in range(6, len(ring), 7))


def runs(size: int, forbidden: Sequence[Sequence[int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the days and things of each succession, from each day of a ring on."""
    for succession in forbidden:
        for day in range(size):
            yield [((day + step) % size, shift) for step, shift in enumerate(succession)]


def faults(wanted: RepeatingRotaSpec, ring: Sequence[int]) -> list[str]:
    """Return what a ring does not keep, counted day by day without any model."""
    found = []
    for weekday in range(wanted.week):
        row = [ring[day] for day in range(weekday, wanted.days, wanted.week)]
        for shift, required in enumerate(wanted.required):
            if row.count(shift) != required[weekday]:
                found.append(f"shift {shift} on weekday {weekday}: {row.count(shift)}")
    named = [("off", [day == OFF for day in ring], wanted.off)]
    named.append(("work", [day != OFF for day in ring], wanted.work))
    for shift, block in enumerate(wanted.blocks):
        named.append((f"shift {shift}", [day == shift for day in ring], block))
    found += [
        f"a block of {length} days of {name}"
        for name, days, block in named
        for length in _lengths(days)
        if not block.shortest <= length <= block.longest
    ]
    found += [
        f"a forbidden succession on day {run[0][0]}"
        for run in runs(wanted.days, wanted.forbidden)
        if all(ring[day] == shift for day, shift in run)
    ]
    return found


def _lengths(days: Sequence[bool]) -> list[int]:
    """Return the lengths of the runs of true days round a ring."""
    if all(days):
        return [len(days)]
    start = days.index(False)
    turned = [*days[start:], *days[:start]]
    lengths, length = [], 0
    for day in (*turned, False):
        if day:
            length += 1
        elif length:
            lengths.append(length)
            length = 0
    return lengths


def rolled_out(
    ring: Sequence[int], team: Sequence[str], from_week: date, weeks: int
) -> list[tuple[date, str, int]]:
    """Return the assignments of a repeating rota in some real weeks, in order of days.

    The first of the team begins with the first week of the ring, the second with the second week,
    and so on; after each week everybody moves on by one. The team is as long as the ring has weeks.
    """
    if len(ring) != 7 * len(team):
        raise Impossible("A repeating rota has as many weeks as the team has people.")
    if from_week.weekday() != 0:
        raise Impossible("The planned weeks start on a Monday.")
    return [
        (from_week + DAY * day, member, shift)
        for day in range(7 * weeks)
        for place, member in enumerate(team)
        if (shift := ring[(7 * place + day) % len(ring)]) != OFF
    ]


def assigned(
    rolled: Iterable[tuple[date, str, int]], patterns: Sequence[str], case: Case
) -> Assignments:
    """Return a rota of a case from one that was rolled out; ``patterns`` names shifts by number.

    Days on which the case has no shift of a pattern are left out.
    """
    shifts = {(each.day, each.pattern): each.id for each in case.shifts}
    found = ((shifts.get((day, patterns[shift])), member) for day, member, shift in rolled)
    return frozenset((shift, member) for shift, member in found if shift and member in case.member)
