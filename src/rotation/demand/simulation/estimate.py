"""Engine B: named members, skills, work order and real handling times, simulated event by event."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rotation.demand.simulation.arrays import Wholes
from rotation.demand.simulation.problem import (
    SimulationProblem,
)
from rotation.demand.simulation.replications import (
    ReplicationCounts,
    ShareWithError,
    controlled,
    percentile,
    simulated,
    surely,
)

_A_WEEK, _AN_ITEM, _A_MEMBER = 5e-5, 3e-7, 2e-9
"""Seconds of work: of a week, of an item in it, and more for each member."""


@dataclass(frozen=True)
class Stop:
    """When to stop: every share's standard error is small enough, or the work is done.

    ``work`` is in seconds of work, counted by items: the same weeks on every machine.
    """

    standard_error: float = 0.003
    work: float = 2.0
    seed: int = 1


@dataclass(frozen=True)
class ChannelEstimate:
    """The service level of a channel; shares 0 to 1, None where nothing comes in or is stable.

    ``low`` and ``high`` are the 10 and 90 % points of single weeks, ``volume`` the mean items of a
    week, ``target_met_probability`` the share of weeks that meet the target (empty ones do).
    """

    slug: str
    volume: float
    share: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    target_met_probability: float
    mean_wait: float | None
    p90_wait: float | None


@dataclass(frozen=True)
class DayEstimate:
    """The service level of a channel on a day, by its place in the problem's days."""

    day: int
    slug: str
    volume: float
    share: float | None
    low: float | None
    high: float | None


Day = tuple[int, str]
"""A day by its place in the problem's days, and a channel by its slug."""


@dataclass(frozen=True)
class Estimate:
    """The replies a staffing gives; ``stable`` False: more waited than can ever be answered."""

    channels: tuple[ChannelEstimate, ...]
    days: tuple[DayEstimate, ...]
    all_targets_met_probability: float
    weeks: int
    items: int
    ended_by: Literal["error", "work"]
    stable: bool = True


def estimate(
    problem: SimulationProblem,
    exact: Mapping[str, float] | None = None,
    stop: Stop | None = None,
    exact_days: Mapping[Day, float] | None = None,
) -> Estimate:
    """Return the shares of a problem, simulated until ``stop`` says enough.

    ``exact``: by slug, the exact share of the same problem with exponential handling times of the
    volume-weighted mean, first come first served, all members for all channels (Engine A; writing
    times keep their law). It makes the estimate surer; in a typical week whose level is uncertain
    the two do not start alike, and it is left aside. ``exact_days``: the same by day. The same
    problem and seed have the same answer. A typical problem has to be stable.
    """
    asked, spent = stop or Stop(), 0.0
    known = exact if exact and (problem.regime == "dated" or problem.week_cv == 0) else None
    weeks = _pilot(problem)
    a_week = _work_a_week(problem) * (2 if known else 1)
    while True:
        counts = simulated(problem, asked.seed, weeks)
        twin = simulated(problem, asked.seed, weeks, pooled=True) if known else None
        if counts is None:
            return _unstable(problem, weeks)
        sure = _sure(problem, counts, twin, known or {})
        wanted = _weeks_needed(counts, sure, asked.standard_error)
        days = _days(problem, counts, twin, exact_days or {})
        if wanted <= weeks:
            return _estimate_of(problem, counts, sure, days, "error")
        spent += weeks * a_week
        possible = int(min((asked.work - spent) / a_week, _most_weeks(problem)))
        if possible < 1.2 * weeks:
            return _estimate_of(problem, counts, sure, days, "work")
        weeks = min(wanted, possible)


def _volume(problem: SimulationProblem) -> float:
    return sum(sum(each.rates) for each in problem.channels) * problem.interval


def _work_a_week(problem: SimulationProblem) -> float:
    """Return the seconds of work that simulating a week takes, as measured on an idle machine."""
    return _A_WEEK + _volume(problem) * (_AN_ITEM + _A_MEMBER * len(problem.members))


def _pilot(problem: SimulationProblem) -> int:
    """Return how many weeks to begin with: some thousand items, a dozen or two weeks at least."""
    volume = _volume(problem)
    fewest = 12 if volume > 20_000 else 24
    return min(max(fewest, math.ceil(8000 / max(volume, 1.0))), _most_weeks(problem))


def _most_weeks(problem: SimulationProblem) -> int:
    return max(12, 10_000_000 // (len(problem.days) * len(problem.channels)))


def _sure(
    problem: SimulationProblem,
    counts: ReplicationCounts,
    twin: ReplicationCounts | None,
    exact: Mapping[str, float],
) -> list[ShareWithError | None]:
    """Return share and error of each channel; None where nothing came in."""
    found: list[ShareWithError | None] = []
    for place, channel in enumerate(problem.channels):
        items = counts.items[:, :, place].sum(axis=1)
        in_time = counts.in_time[:, :, place].sum(axis=1)
        if not items.sum():
            found.append(None)
        elif twin and channel.slug in exact:
            shadow = twin.in_time[:, :, place].sum(axis=1)
            found.append(controlled(items, in_time, shadow, exact[channel.slug]))
        else:
            found.append(surely(items, in_time))
    return found


def _weeks_needed(
    counts: ReplicationCounts, sure: list[ShareWithError | None], error: float
) -> int:
    """Return how many weeks would do, told by those there are."""
    weeks, worst = len(counts.items), 1.0
    for place, each in enumerate(sure):
        if each is not None:
            # Where all are in time, no spread is seen: then their number has to speak.
            seen = int(counts.items[:, :, place].sum())
            worst = max(worst, (each.error / error) ** 2, 1 / (error * seen))
    return weeks if worst <= 1.0 else math.ceil(weeks * min(max(1.15 * worst, 1.5), 20.0))


def _estimate_of(
    problem: SimulationProblem,
    counts: ReplicationCounts,
    sure: list[ShareWithError | None],
    days: Iterator[DayEstimate],
    ended_by: Literal["error", "work"],
) -> Estimate:
    weeks = len(counts.items)
    items, in_time = counts.items.sum(axis=1), counts.in_time.sum(axis=1)
    met = in_time >= np.array([each.share for each in problem.channels]) * items - 1e-9
    channels = []
    for place, (channel, found) in enumerate(zip(problem.channels, sure, strict=True)):
        low, high = _range(items[:, place], in_time[:, place])
        taken_up = int(counts.bins[place].sum())
        channels.append(
            ChannelEstimate(
                slug=channel.slug,
                volume=float(items[:, place].mean()),
                share=found.share if found else None,
                standard_error=found.error if found else None,
                low=low,
                high=high,
                target_met_probability=float(met[:, place].mean()),
                mean_wait=counts.waits[place] / taken_up if taken_up else None,
                p90_wait=percentile(counts.bins[place], 0.9),
            )
        )
    every = float(met.all(axis=1).mean())
    return Estimate(tuple(channels), tuple(days), every, weeks, int(items.sum()), ended_by)


def _days(
    problem: SimulationProblem,
    counts: ReplicationCounts,
    twin: ReplicationCounts | None,
    exact: Mapping[Day, float],
) -> Iterator[DayEstimate]:
    for day in range(len(problem.days)):
        for place, channel in enumerate(problem.channels):
            items, in_time = counts.items[:, day, place], counts.in_time[:, day, place]
            total = int(items.sum())
            share = float(in_time.sum() / total) if total else None
            if total and twin and (day, channel.slug) in exact:
                shadow = twin.in_time[:, day, place]
                share = controlled(items, in_time, shadow, exact[day, channel.slug]).share
            low, high = _range(items, in_time)
            yield DayEstimate(day, channel.slug, float(items.mean()), share, low, high)


def _range(items: Wholes, in_time: Wholes) -> tuple[float | None, float | None]:
    """Return the 10 and 90 % points of single weeks in which something came in."""
    some = items > 0
    if not some.any():
        return None, None
    low, high = np.quantile(in_time[some] / items[some], (0.1, 0.9))
    return float(low), float(high)


def _unstable(problem: SimulationProblem, weeks: int) -> Estimate:
    nothing = None, None, None, None
    channels = tuple(
        ChannelEstimate(each.slug, 0.0, *nothing, 0.0, None, None) for each in problem.channels
    )
    return Estimate(channels, (), 0.0, weeks, 0, "error", stable=False)
