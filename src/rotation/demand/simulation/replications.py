"""Runs of the simulation and what their counts say: shares, and how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rotation.demand.simulation.arrays import (
    BINS,
    ITEM_RECORD,
    Reals,
    SimulationCounts,
    SimulationPlan,
    Wholes,
)
from rotation.demand.simulation.encoding import Weeks, plan_of, weeks_of
from rotation.demand.simulation.kernel import run
from rotation.demand.simulation.problem import SimulationProblem
from rotation.demand.simulation.waiting_items import bin_start

_CAPACITIES = (1 << 14, 1 << 17, 1 << 21)
"""How many items may wait: the memory grows when they do not fit."""
_FEWEST_BATCHES = 10


@dataclass(frozen=True)
class ReplicationCounts:
    """Counts of items, and of those in time, by week, day and channel; waits by channel."""

    items: Wholes
    in_time: Wholes
    waits: Sequence[float]
    bins: Wholes


@dataclass(frozen=True)
class ShareWithError:
    """A share and its standard error."""

    share: float
    error: float


def simulated(
    problem: SimulationProblem, seed: int, weeks: int, *, pooled: bool = False
) -> ReplicationCounts | None:
    """Return the counts of so many weeks; None when more wait than can ever be answered."""
    asked = weeks_of(problem, weeks)
    plan = plan_of(problem, seed, asked, pooled=pooled)
    channels, days = len(problem.channels), len(problem.days)
    for capacity in _CAPACITIES:
        tally = SimulationCounts(
            items=np.zeros((asked.all * days, channels), dtype=np.int64),
            in_time=np.zeros((asked.all * days, channels), dtype=np.int64),
            bins=np.zeros((channels, BINS), dtype=np.int64),
        )
        plan.channels["waits"] = 0
        if run(plan, tally, np.zeros(capacity, ITEM_RECORD), asked.all):
            return _counts(plan, tally, asked, days)
    return None


def surely(items: Wholes, in_time: Wholes) -> ShareWithError:
    """Return the share in time over weeks; its error by batch means of the ratio."""
    share = in_time.sum() / items.sum()
    return ShareWithError(float(share), _error(in_time - share * items, float(items.sum())))


def controlled(items: Wholes, in_time: Wholes, twin: Wholes, exact: float) -> ShareWithError:
    """Return the share, made surer by a twin whose true share is known.

    The twin saw the same arrivals and handling uniforms; the weight of its miss is the regression
    slope over weeks, kept in 0 … 1.5 (control variates; Lavenberg and Welch, 1981).
    """
    total = float(items.sum())
    share, twin_share = in_time.sum() / total, twin.sum() / total
    rest, twin_rest = in_time - share * items, twin - twin_share * items
    spread = float((twin_rest**2).sum())
    slope = float(np.clip((rest * twin_rest).sum() / spread, 0, 1.5)) if spread > 0 else 0.0
    found = share - slope * (twin_share - exact)
    return ShareWithError(float(np.clip(found, 0, 1)), _error(rest - slope * twin_rest, total))


def percentile(bins: Wholes, at: float) -> float | None:
    """Return a percentile of the waits in minutes, within 2 %."""
    total = int(bins.sum())
    if not total:
        return None
    before = np.cumsum(bins)
    place = int(np.searchsorted(before, at * total))
    inside = (at * total - (before[place] - bins[place])) / max(1, int(bins[place]))
    return bin_start(place) + float(inside) * (bin_start(place + 1) - bin_start(place)) * (
        place > 0
    )


def _counts(
    plan: SimulationPlan, tally: SimulationCounts, weeks: Weeks, days: int
) -> ReplicationCounts:
    shape = (weeks.all, days, -1)
    kept = slice(weeks.warm, weeks.warm + weeks.counted)
    return ReplicationCounts(
        items=tally.items.reshape(shape)[kept],
        in_time=tally.in_time.reshape(shape)[kept],
        waits=[float(each) for each in plan.channels["waits"]],
        bins=tally.bins,
    )


def _correlation(values: Reals) -> float:
    spread = float((values**2).sum())
    return float((values[:-1] * values[1:]).sum()) / spread if spread > 0 else 0.0


def _error(rest: Reals, total: float) -> float:
    """Return the standard error of a ratio from what each week misses by.

    Batches are doubled while neighbours are correlated above 0.1; what is left of it when they get
    too few widens the error as that of a first-order autoregression.
    """
    while len(rest) >= 2 * _FEWEST_BATCHES and _correlation(rest) > 0.1:
        even = len(rest) // 2 * 2
        rest = rest[:even:2] + rest[1:even:2]
    count = len(rest)
    if count < 2:
        return 1.0
    left = min(0.9, max(0.0, _correlation(rest)))
    wider = (1 + left) / (1 - left) if left > 0.1 else 1.0
    return float(np.sqrt((rest**2).sum() * count / (count - 1) * wider) / total)
