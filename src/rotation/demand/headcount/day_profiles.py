"""Profile tables: what each combination of head counts of a day achieves, by the exact chain.

A day's window reaches from just before its first shift to the end of its last; deadlines are cut
there, and the whole week is the judge of what is chosen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from rotation.demand.prediction.minute_grid import MinuteGrid
from rotation.demand.queueing import markov_chain
from rotation.demand.queueing.deadlines import Deadline, Reals, Staff, Wholes
from rotation.demand.queueing.markov_chain import ArrivalCourse
from rotation.demand.queueing.presence import Presence, head_counts

MOST_PROFILES = 4_000
"""A day with more combinations is not put into a table."""
MOST_HEADS = 10
_EACH_WORK = 0.0005
"""The seconds of work that every row takes beside the chain."""


@dataclass(frozen=True)
class ShiftToStaff:
    """A shift to be staffed, in minutes from the start of the week."""

    key: str
    day: str
    start: float
    end: float
    minimum: int
    maximum: int


@dataclass(frozen=True)
class ProfileWindow:
    """A day's shifts, and the stretch of the week in which they are judged."""

    places: tuple[ShiftToStaff, ...]
    start: float
    end: float

    def size(self) -> int:
        """Return how many combinations of counts there are."""
        return int(np.prod([each.maximum - each.minimum + 1 for each in self.places]))


@dataclass(frozen=True)
class ProfileRow:
    """A combination of counts: minutes paid, and expected replies in time by channel."""

    heads: tuple[int, ...]
    minutes: float
    on_time: tuple[float, ...]


def windows(grid: MinuteGrid, places: Iterable[ShiftToStaff]) -> list[ProfileWindow]:
    """Return the windows of a week, in order: they do not overlap."""
    by_day: dict[str, list[ShiftToStaff]] = {}
    for each in sorted(places, key=lambda each: (each.start, each.end, each.key)):
        by_day.setdefault(each.day, []).append(each)
    lead = max((each.within_minutes for each in grid.question.channels), default=0.0)
    found: list[ProfileWindow] = []
    ordered = sorted(by_day.values(), key=lambda own: own[0].start)
    for at, own in enumerate(ordered):
        following = ordered[at + 1][0].start if at + 1 < len(ordered) else grid.end
        before = found[-1].end if found else 0.0
        start = max(before, own[0].start - min(lead, 240.0))
        end = max(own[0].start + 1.0, min(max(each.end for each in own), following, grid.end))
        found.append(ProfileWindow(tuple(own), start, end))
    return found


class Table:
    """The rows of a window, evaluated from the distribution at its start."""

    def __init__(
        self, grid: MinuteGrid, window: ProfileWindow, fixed: Sequence[Presence], start: Reals
    ) -> None:
        """``fixed`` are on whatever is chosen; ``items``, by channel, what comes in meanwhile."""
        self.window, self.evaluations, self.work = window, 0, 0.0
        self._grid, self._start = grid, start
        self._fixed = [_moved(each, -window.start) for each in fixed]
        self._heads = [_moved(each, -window.start) for each in grid.heads]
        inside = (grid.edges[:-1] >= window.start - 1e-9) & (grid.edges[:-1] < window.end - 1e-9)
        own = np.flatnonzero(inside)
        bounds = {window.start, window.end, *grid.edges[own].tolist()}
        for each in window.places:
            bounds |= {bound for bound in (each.start, each.end) if bound < window.end}
        self._cuts = sorted(each - window.start for each in bounds if each >= window.start)
        self._end = window.end - window.start
        self._known: dict[tuple[int, ...], tuple[float, ...]] = {}
        self.items: Reals = (grid.rates[:, own] * grid.lengths[own]).sum(axis=1)

    def rows(self, most: int) -> Iterator[ProfileRow]:
        """Yield every combination within minimum and maximum, so many heads at once at most."""
        ranges = [range(each.minimum, each.maximum + 1) for each in self.window.places]
        for heads in product(*ranges):
            if self._most(heads) <= most:
                yield self.row(heads)

    def row(self, heads: tuple[int, ...]) -> ProfileRow:
        """Return a combination of counts; those with the same people at each time share a value."""
        minutes = sum(
            count * (each.end - each.start)
            for count, each in zip(heads, self.window.places, strict=True)
        )
        staff = head_counts(
            [*self._fixed, *self._stays(heads)], self._heads, self._cuts, self._end, repeats=False
        )
        key = (*staff.agents.tolist(), *staff.joiners[1:].tolist())
        if key not in self._known:
            self._known[key] = self._on_time(staff)
            self.evaluations += 1
        return ProfileRow(heads, minutes, self._known[key])

    def _stays(self, heads: tuple[int, ...]) -> list[Presence]:
        at = self.window.start
        return [
            Presence(each.start - at, min(each.end, self.window.end) - at, count)
            for count, each in zip(heads, self.window.places, strict=True)
            if count
        ]

    def _most(self, heads: tuple[int, ...]) -> int:
        return max(
            sum(
                count
                for count, other in zip(heads, self.window.places, strict=True)
                if other.start <= each.start < other.end
            )
            for each in self.window.places
        )

    def _on_time(self, staff: Staff) -> tuple[float, ...]:
        grid, at = self._grid, self.window.start
        inside = staff.edges < self._end - 1e-9
        edges = np.append(staff.edges[inside], self._end)
        cut = Staff(
            staff.edges[inside],
            staff.agents[inside],
            staff.joiners[inside],
            staff.leavers[inside],
            self._end,
            repeats=False,
        )
        middles = (edges[:-1] + edges[1:]) / 2 + at
        segment = np.searchsorted(grid.edges, middles, side="right") - 1
        rates = grid.rates[:, segment]
        days: Wholes = np.zeros(len(middles), np.int64)
        course = ArrivalCourse(edges, rates.sum(axis=0), days, cut, grid.handling)
        passed = markov_chain.solve_from(course, self._start)
        self.work += passed.work + _EACH_WORK
        items = rates * np.diff(edges)
        found = []
        for row, channel in zip(items, grid.question.channels, strict=True):
            deadline = grid.deadline(channel)
            if deadline.open is not None:
                spans = [(max(0.0, a - at), min(self._end, b - at)) for a, b in deadline.open]
                opened = tuple((a, b) for a, b in spans if a < b)
                if not channel.windows:
                    opened = tuple(cut.on())
                deadline = Deadline(deadline.within, opened, deadline.writing)
            found.append(float(row @ passed.mixed(deadline)))
        return tuple(found)


def undominated(rows: Iterable[ProfileRow]) -> list[ProfileRow]:
    """Return the rows that no other beats: none costs no more and is no worse on every channel."""
    ordered = sorted(rows, key=lambda each: (each.minutes, [-value for value in each.on_time]))
    kept: list[ProfileRow] = []
    best = np.zeros((0, len(ordered[0].on_time) if ordered else 0))
    for each in ordered:
        values = np.array(each.on_time)
        if not (best >= values - 1e-12).all(axis=1).any():
            kept.append(each)
            best = np.vstack([best, values])
    return kept


def attended(
    window: ProfileWindow, gap: float, spans: Sequence[tuple[float, float]]
) -> "_Attended":
    """Return a test whether heads leave no longer gap in open hours than allowed."""
    return _Attended(window, gap, spans)


@dataclass(frozen=True)
class _Attended:
    window: ProfileWindow
    gap: float
    spans: Sequence[tuple[float, float]]

    def __call__(self, row: ProfileRow) -> bool:
        on = [
            (each.start, each.end)
            for count, each in zip(row.heads, self.window.places, strict=True)
            if count
        ]
        return all(
            _longest_gap(start, end, on) <= self.gap + 1e-9
            for start, end in _within(self.spans, self.window)
        )


def _within(
    spans: Sequence[tuple[float, float]], window: ProfileWindow
) -> Iterator[tuple[float, float]]:
    for first, last in spans:
        start, end = max(first, window.places[0].start), min(last, window.end)
        if start < end:
            yield start, end


def _longest_gap(start: float, end: float, on: Sequence[tuple[float, float]]) -> float:
    longest, at = 0.0, start
    for first, last in sorted(on):
        if first >= end:
            break
        longest = max(longest, first - at)
        at = max(at, last)
    return max(longest, end - at)


def _moved(stay: Presence, by: float) -> Presence:
    return Presence(max(0.0, stay.start + by), stay.end + by, stay.heads)
