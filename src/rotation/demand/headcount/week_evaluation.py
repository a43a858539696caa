"""A week with some counts, judged by the exact chain."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from rotation.demand.headcount.day_profiles import ShiftToStaff
from rotation.demand.prediction.minute_grid import MinuteGrid
from rotation.demand.questions.requirement import PlanQuestion
from rotation.demand.queueing import markov_chain
from rotation.demand.queueing.deadlines import Reals, Staff
from rotation.demand.queueing.markov_chain import QueueSolution
from rotation.demand.queueing.presence import Presence, head_counts

_FEWEST_SECONDS, _MOST_SECONDS = 0.3, 5.0
"""How long a steady state is looked for; each part of a search has the fewest at least."""


@dataclass(frozen=True)
class WeekEvaluation:
    """A week with some counts: shares and replies in time by channel; None: not stable."""

    counts: Mapping[str, int]
    shares: tuple[float, ...] | None
    on_time: tuple[float, ...]
    passed: QueueSolution | None
    grid: MinuteGrid


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
    """A part of the team's channels with the shifts that answer them."""

    question: PlanQuestion
    grid: MinuteGrid
    places: tuple[ShiftToStaff, ...]
    until: float
    tally: SearchCounters = field(default_factory=SearchCounters)
    known: dict[tuple[int, ...], WeekEvaluation] = field(default_factory=dict)

    @property
    def targets(self) -> Reals:
        """Return the share each channel wants."""
        return np.array([each.share for each in self.grid.question.channels])

    def judged(self, counts: Mapping[str, int]) -> WeekEvaluation:
        """Return the service levels of the whole week with some counts, for ever repeated."""
        key = tuple(counts[each.key] for each in self.places)
        if key not in self.known:
            self.tally.evaluations += 1
            self.known[key] = self._judged(counts)
        return self.known[key]

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
        passed = markov_chain.solve(course, self.seconds(_MOST_SECONDS))
        if not passed.settled:
            return WeekEvaluation(counts, None, (), None, grid)
        items = grid.rates * grid.lengths
        on_time = tuple(
            float(row @ passed.mixed(grid.deadline(each)))
            for row, each in zip(items, grid.question.channels, strict=True)
        )
        shares = tuple(
            value / row.sum() if row.sum() > 0 else 1.0
            for value, row in zip(on_time, items, strict=True)
        )
        return WeekEvaluation(counts, shares, on_time, passed, grid)

    def seconds(self, most: float) -> float:
        """Return how long a part of the search may take, ``most`` at best."""
        return min(most, max(_FEWEST_SECONDS, self.until - perf_counter()))

    def meets(self, judged: WeekEvaluation) -> bool:
        """Tell whether every channel has its target."""
        return judged.shares is not None and bool(
            (np.array(judged.shares) >= self.targets - 1e-9).all()
        )

    def stays(self, counts: Mapping[str, int]) -> list[Presence]:
        """Return the people of some counts."""
        return [
            Presence(each.start, each.end, counts[each.key])
            for each in self.places
            if counts[each.key]
        ]

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
        days=grid.days[place],
        staff=staff,
    )


def base_heads(grid: MinuteGrid, start: float, end: float) -> int:
    """Return how many are on anyhow during a whole stretch."""
    staff = grid.staff
    inside = (staff.edges >= start - 1e-9) & (staff.edges < end - 1e-9)
    return int(staff.agents[inside].min()) if inside.any() else 0
