"""Goal G2: Engine B against a referee of ten million items, written apart from it.

``python -m benchmarks.referee [--items N] [--seed N]`` prints a Markdown table. The referee shares
no code with the engines: it strews Poisson counts, finds due moments on the curve of open minutes,
keeps what waits as stretches of sorted arrays and its events on a heap. It exits 1 when a share
lies more than a point (and three standard errors) away. Beside them stands Engine A, which knows
neither skills nor orders of work nor the real spread: only in its own case has it to agree.
"""

import argparse
import heapq
import math
import sys
from itertools import pairwise
from time import process_time
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks import pooled
from benchmarks.weeks import SAME, scenarios
from rotation.demand.simulation.estimate import Stop, estimate
from rotation.demand.simulation.problem import SimulatedChannel, SimulationProblem, Spread

Reals = NDArray[np.float64]
WARM, LENGTH = 4, 200
"""Weeks of a stretch of the typical week: how many are dropped, how many there are."""
_ORDERS = {"earliest_due": 0, "fcfs": 1, "priority": 2}


class Items(NamedTuple):
    """What came in, channel by channel, each in order of arrival."""

    arrived: Reals
    due: Reals
    handling: Reals
    writing: Reals
    week: NDArray[np.int64]
    first: NDArray[np.int64]  # where each channel begins, and the end


class Staff(NamedTuple):
    """Segments, member by member in order: from, to, channels as a row of booleans."""

    start: Reals
    end: Reals
    can: NDArray[np.bool_]
    first: NDArray[np.int64]  # where each member begins, and the end


@njit(cache=True)
def play(items: Any, staff: Any, order: int, rank: Any, until: float, seed: int) -> Any:
    """Return when each item was started on; infinity: not before ``until``."""
    np.random.seed(seed)  # noqa: NPY002 - inside compiled code there is no other
    channels, members = len(items.first) - 1, len(staff.first) - 1
    head, come = items.first[:-1].copy(), items.first[:-1].copy()
    at, busy = staff.first[:-1].copy(), np.zeros(members, dtype=np.bool_)
    started = np.full(len(items.arrived), np.inf)
    # Kinds in the order in which they go at one moment: somebody is done, comes on, an item comes.
    events = [(staff.start[place], 1, 0) for place in range(len(staff.start))]
    events += [
        (items.arrived[place], 2, channel)
        for channel in range(channels)
        for place in range(items.first[channel], items.first[channel + 1])
    ]
    heapq.heapify(events)
    while events and events[0][0] < until:
        now, kind, what = heapq.heappop(events)
        if kind == 0:
            busy[what] = False
        elif kind == 2:
            come[what] += 1
        while True:
            chosen, chosen_by, free = -1, -1, 0
            for member in range(members):
                if busy[member]:
                    continue
                while at[member] < staff.first[member + 1] and staff.end[at[member]] <= now:
                    at[member] += 1
                if at[member] == staff.first[member + 1] or staff.start[at[member]] > now:
                    continue
                best = _first(items, head, come, staff.can[at[member]], order, rank)
                if best >= 0:
                    free += 1
                    if np.random.random() * free < 1.0:  # noqa: NPY002 - same
                        chosen, chosen_by = best, member
            if chosen < 0:
                break
            item = head[chosen]
            head[chosen] += 1
            started[item], busy[chosen_by] = now, True
            heapq.heappush(events, (now + items.handling[item], 0, chosen_by))
    return started


@njit(cache=True)
def _first(items: Any, head: Any, come: Any, can: Any, order: int, rank: Any) -> Any:
    best = -1
    for channel in range(len(head)):
        if not can[channel] or head[channel] == come[channel]:
            continue
        if best < 0:
            best = channel
            continue
        mine, other = head[channel], head[best]
        if order == 0 and items.due[mine] != items.due[other]:
            is_first = items.due[mine] < items.due[other]
        elif order == 2 and rank[channel] != rank[best]:
            is_first = rank[channel] < rank[best]
        else:
            is_first = items.arrived[mine] < items.arrived[other]
        if is_first:
            best = channel
    return best


def referee(
    problem: SimulationProblem, items: float, seed: int
) -> tuple[dict[str, tuple[float, float]], int]:
    """Return by channel share and standard error, and how many items were counted."""
    random = np.random.default_rng(seed)
    typical = problem.regime == "typical"
    length, warm = (LENGTH, WARM) if typical else (1, 0)
    staff = _staff(problem, length)
    rank = np.array([each.priority for each in problem.channels])
    weekly: list[NDArray[np.float64]] = []
    seen = 0.0
    while seen < items:
        drawn = _drawn(problem, random, length)
        until = length * problem.horizon
        started = play(
            drawn, staff, _ORDERS[problem.order], rank, until, int(random.integers(2**31))
        )
        counted = _weekly(problem, drawn, started, length)[warm : length - warm or None]
        weekly.append(counted)
        seen += counted[:, :, 0].sum()
    every = np.concatenate(weekly)
    return {each.slug: _share(every[:, place]) for place, each in enumerate(problem.channels)}, int(
        seen
    )


def _share(counts: Reals) -> tuple[float, float]:
    """Return in time ÷ items and its error, by batches of fifty weeks."""
    cut = len(counts) // 50 * 50
    batches = counts[:cut].reshape(-1, 50, 2).sum(axis=1)
    total, in_time = batches.sum(axis=0)
    rest = batches[:, 1] - in_time / total * batches[:, 0]
    return float(in_time / total), float(np.sqrt((rest**2).sum()) / total)


def _weekly(problem: SimulationProblem, items: Items, started: Reals, weeks: int) -> Reals:
    """Return items and those in time, by week and channel."""
    found = np.zeros((weeks, len(problem.channels), 2))
    for place, channel in enumerate(problem.channels):
        mine = slice(items.first[place], items.first[place + 1])
        reached = started[mine] + (
            items.writing[mine] if channel.measured_at == "reply_sent" else 0
        )
        counts = items.week[mine] >= 0
        week = items.week[mine][counts]
        in_time = (reached <= items.due[mine] + 1e-9)[counts] & np.isfinite(started[mine][counts])
        found[:, place, 0] = np.bincount(week, minlength=weeks)
        found[:, place, 1] = np.bincount(week, weights=in_time, minlength=weeks)
    return found


def _drawn(problem: SimulationProblem, random: np.random.Generator, weeks: int) -> Items:
    starts = np.arange(len(problem.channels[0].rates)) * problem.interval
    day = np.searchsorted(problem.days, starts, side="right") - 1
    level = _gamma(random, problem.week_cv, (weeks, 1)) * _gamma(
        random, problem.day_cv, (weeks, len(problem.days))
    )
    parts = [_channel(problem, each, random, level[:, day]) for each in problem.channels]
    arrived, due, handling, writing, week = (
        np.concatenate([part[place] for part in parts]) for place in range(5)
    )
    first = np.cumsum([0, *(len(part[0]) for part in parts)])
    return Items(arrived, due, handling, writing, week, first)


def _channel(
    problem: SimulationProblem, channel: SimulatedChannel, random: np.random.Generator, level: Reals
) -> tuple[NDArray[Any], ...]:
    counts = random.poisson(np.array(channel.rates) * problem.interval * level)
    week, interval = (np.repeat(each.ravel(), counts.ravel()) for each in np.indices(counts.shape))
    place = (interval + random.random(len(interval))) * problem.interval
    arrived = week * problem.horizon + place
    order = np.argsort(arrived)
    arrived, week = arrived[order], week[order]
    if problem.regime == "dated":
        arrived = np.concatenate([np.sort(channel.backlog), arrived])
        week = np.concatenate([np.full(len(channel.backlog), -1), week])
    handling = _minutes(random, channel.handling, len(arrived))
    writing = _minutes(random, channel.writing, len(arrived)) if channel.writing else handling
    return arrived, _due(problem, channel, arrived), handling, writing, week


def _due(problem: SimulationProblem, channel: SimulatedChannel, arrived: Reals) -> Reals:
    """Return due moments by reading the curve of open minutes forwards and backwards."""
    if channel.open is None:
        due: Reals = arrived + channel.within
        return due
    repeats = int(arrived.max(initial=0) // problem.horizon) + 40
    edges, minutes = [0.0], [0.0]
    for week in range(repeats if problem.regime == "typical" else 1):
        for start, end in channel.open:
            edges += [week * problem.horizon + start, week * problem.horizon + end]
            minutes += [minutes[-1], minutes[-1] + end - start]
    passed = np.interp(arrived, edges, minutes) + channel.within
    # Backwards the curve stands still over closed hours: the first moment is wanted.
    steps = np.concatenate([[True], np.diff(minutes) > 0])
    at = np.searchsorted(np.array(minutes)[steps], passed - 1e-9)
    ends, reached = (
        np.append(np.array(edges)[steps], np.inf),
        np.append(np.array(minutes)[steps], 0),
    )
    found: Reals = ends[at] - (reached[at] - passed)
    return found


def _minutes(random: np.random.Generator, spread: Spread, count: int) -> Reals:
    if spread.cv == 0 or spread.distribution == "constant":
        return np.full(count, spread.mean)
    if spread.distribution == "exponential":
        return random.exponential(spread.mean, count)
    variance = math.log(1 + spread.cv**2)
    return random.lognormal(math.log(spread.mean) - variance / 2, math.sqrt(variance), count)


def _gamma(random: np.random.Generator, cv: float, shape: tuple[int, int]) -> Reals:
    return random.gamma(1 / cv**2, cv**2, shape) if cv else np.ones(shape)


def _staff(problem: SimulationProblem, weeks: int) -> Staff:
    rows: list[tuple[float, float, list[bool]]] = []
    first = [0]
    for member in problem.members:
        for week in range(weeks):
            for each in sorted(member.segments, key=lambda segment: segment.start):
                start = week * problem.horizon
                can = [not each.channels or c.slug in each.channels for c in problem.channels]
                rows.append((start + each.start, start + each.end, can))
        first.append(len(rows))
    begins, ends, skills = (np.array([row[place] for row in rows]) for place in range(3))
    return Staff(begins, ends, skills, np.array(first))


def main() -> None:
    """Print the table; exit 1 when a share lies too far from the referee's."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=float, default=1e7)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    print(
        "| scenario | channel | Engine A | Engine B (SE) | referee (SE) | B apart | items"
        " | CPU s A | B | referee |"
    )
    print("| --- | --- " + "| ---: " * 8 + "|")
    missed, worst = False, 0.0
    for name, problem in scenarios().items():
        times = [process_time()]
        exactly = pooled.shares(problem)
        times.append(process_time())
        ours = estimate(problem, None, Stop(0.001, 600.0))
        times.append(process_time())
        theirs, items = referee(problem, asked.items, asked.seed)
        times.append(process_time())
        spent = " | ".join(f"{end - start:.1f}" for start, end in pairwise(times))
        for each in ours.channels:
            assert each.share is not None
            assert each.standard_error is not None
            share, error = theirs[each.slug]
            apart = each.share - share
            worst = max(worst, abs(apart))
            missed |= abs(apart) > 0.01 + 3 * math.hypot(error, each.standard_error)
            if name == SAME:
                within = 3 * math.hypot(error, 0.0002)
                missed |= abs(exactly[each.slug] - share) > within
            print(
                f"| {name} | {each.slug} | {100 * exactly[each.slug]:.2f}"
                f" | {100 * each.share:.2f} ({100 * each.standard_error:.2f})"
                f" | {100 * share:.2f} ({100 * error:.2f}) | {100 * apart:+.2f} | {items:,}"
                f" | {spent} |"
            )
    print(f"\nGoal: B within 1 point of the referee; reached: {100 * worst:.2f} points.")
    sys.exit(missed)


if __name__ == "__main__":
    main()
