"""A week with some counts, judged by the exact chain."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from rotation.demand.effort import Effort
from rotation.demand.headcount import day_floors
from rotation.demand.headcount.day_profiles import ProfileRow, ShiftToStaff, Table
from rotation.demand.prediction.minute_grid import MinuteGrid
from rotation.demand.questions.requirement import PlanQuestion
from rotation.demand.queueing import markov_chain
from rotation.demand.queueing.deadlines import Reals, Staff
from rotation.demand.queueing.markov_chain import QueueSolution
from rotation.demand.queueing.presence import Presence, head_counts

_MOST_SHARE = 0.9995
_STEADY_WORK, _EACH_WORK = 5.0, 0.002
"""Seconds of work: a steady state at most, and what every week takes beside the chain."""


@dataclass(frozen=True)
class WeekEvaluation:
    """A week with some counts: shares and replies in time by channel; None: not stable.

    ``days``: by channel and local date the share of an open day with a floor; else not a number.
    """

    counts: Mapping[str, int]
    shares: tuple[float, ...] | None
    on_time: tuple[float, ...]
    passed: QueueSolution | None
    grid: MinuteGrid
    days: Reals | None = None


@dataclass
class SearchCounters:
    """Counters of a search: what it took."""

    rounds: int = 0
    evaluations: int = 0
    profiles: int = 0
    kept: int = 0
    proven: bool = True


@dataclass(frozen=True)
class CoverSearch:
    """A part of the team's channels with the shifts that answer them.

    ``floors``: by channel and local date what a day is to have at least; None: no day has less, or
    (not ``has_floors``) may have.
    ``above`` and ``floors_above``: how far above targets and floors the chain has to come.
    """

    question: PlanQuestion
    grid: MinuteGrid
    places: tuple[ShiftToStaff, ...]
    effort: Effort
    tally: SearchCounters = field(default_factory=SearchCounters)
    known: dict[tuple[int, ...], WeekEvaluation] = field(default_factory=dict)
    floors: Reals | None = None
    has_floors: bool = True
    above: Reals | None = None
    floors_above: Reals | None = None
    tables: dict[tuple[int, ...], list[tuple[Table, list[ProfileRow]]]] = field(
        default_factory=dict
    )

    @property
    def targets(self) -> Reals:
        """Return the share of each channel that the chain has to come to."""
        wanted = np.array([each.share for each in self.grid.question.channels])
        return wanted if self.above is None else np.clip(wanted + self.above, 0.0, _MOST_SHARE)

    def judged(self, counts: Mapping[str, int]) -> WeekEvaluation:
        """Return the service levels of the whole week with some counts, for ever repeated."""
        key = self.key(counts)
        if key not in self.known:
            self.tally.evaluations += 1
            self.known[key] = self._judged(counts)
        return self.known[key]

    def key(self, counts: Mapping[str, int]) -> tuple[int, ...]:
        """Return counts in the order of the shifts."""
        return tuple(counts[each.key] for each in self.places)

    def _judged(self, counts: Mapping[str, int]) -> WeekEvaluation:
        staff = head_counts(
            [*base_presence(self.grid), *self.stays(counts)],
            self.grid.heads,
            self.grid.edges[:-1],
            self.grid.end,
            repeats=True,
        )
        grid = with_staff(self.grid, staff)
        course = grid.course()
        if not markov_chain.is_stable(course):
            return WeekEvaluation(counts, None, (), None, grid)
        passed = markov_chain.solve(course, self.effort.part(_STEADY_WORK))
        self.effort.spend(passed.work + _EACH_WORK)
        if not passed.settled:
            return WeekEvaluation(counts, None, (), None, grid)
        items = grid.rates * grid.lengths
        by_segment = np.array(
            [passed.mixed(grid.deadline(each)) for each in grid.question.channels]
        ).reshape(items.shape)
        on_time = tuple(map(float, (items * by_segment).sum(axis=1)))
        shares = tuple(
            value / row.sum() if row.sum() > 0 else 1.0
            for value, row in zip(on_time, items, strict=True)
        )
        return WeekEvaluation(
            counts, shares, on_time, passed, grid, day_floors.by_day(grid, items, by_segment)
        )

    def meets(self, judged: WeekEvaluation) -> bool:
        """Tell whether every channel has its target, and every day its floor where there is one."""
        return (
            judged.shares is not None
            and bool((np.array(judged.shares) >= self.targets - 1e-9).all())
            and not (self.missing(judged) > 0).any()
        )

    def missing(self, judged: WeekEvaluation) -> Reals:
        """Return by channel and date what a day's share lacks of the floor that is held to."""
        if self.floors is None or judged.days is None:
            return np.zeros((len(self.targets), len(self.grid.dates)))
        short: Reals = np.nan_to_num(self.floors - judged.days, nan=0.0)
        return np.where(short > day_floors.ENOUGH, short, 0.0)

    def stays(self, counts: Mapping[str, int]) -> list[Presence]:
        """Return the people of some counts."""
        return [
            Presence(each.start, each.end, counts[each.key])
            for each in self.places
            if counts[each.key]
        ]

    @property
    def held_floors(self) -> Reals:
        """Return the floors that the shares themselves have to come to, out of reach ones lowered.

        Those of the chain are as far above (or below) as the chain is.
        """
        assert self.floors is not None
        return self.floors - (
            0.0 if self.floors_above is None else np.nan_to_num(self.floors_above)
        )

    def holding(self, floors: Reals) -> "CoverSearch":
        """Return the task with floors of days to hold to."""
        return replace(self, floors=floors)

    def minutes(self, counts: Mapping[str, int]) -> float:
        """Return the minutes paid."""
        return sum(counts[each.key] * (each.end - each.start) for each in self.places)


def base_presence(grid: MinuteGrid) -> list[Presence]:
    """Return the people who are on anyhow."""
    return [Presence(each.start, each.end) for each in grid.people]


def with_staff(grid: MinuteGrid, staff: Staff) -> MinuteGrid:
    """Return a week with other staff: cut anew where people come and go."""
    edges = np.append(staff.edges[staff.edges < grid.end - 1e-9], grid.end)
    place = np.searchsorted(grid.edges, (edges[:-1] + edges[1:]) / 2, side="right") - 1
    return replace(
        grid,
        edges=edges,
        rates=grid.rates[:, place],
        named=grid.named[:, place],
        shut=grid.shut[:, place],
        days=grid.days[place],
        staff=staff,
    )


def base_heads(grid: MinuteGrid, start: float, end: float) -> int:
    """Return how many are on anyhow during a whole stretch."""
    staff = grid.staff
    inside = (staff.edges >= start - 1e-9) & (staff.edges < end - 1e-9)
    return int(staff.agents[inside].min()) if inside.any() else 0
