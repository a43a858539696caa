"""An inbox played out event by event, slowly and plainly: the referee of the simulation.

It shares no code with the engines: who is on is looked up in the segments at every moment, what
waits is one list, arrivals of an interval are counted and strewn, numbers come from ``random``.
"""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from rotation.demand.simulation.problem import (
    SimulatedChannel,
    SimulatedMember,
    SimulationProblem,
    Spread,
)


@dataclass
class Waiting:
    """An item, what it will need, and when it counts as late; ``week`` None: a backlog."""

    arrived: float
    channel: SimulatedChannel
    due: float
    handling: float
    writing: float
    week: int | None
    started: float = math.inf

    def in_time(self) -> bool:
        """Tell whether it was answered in time."""
        reached = self.started
        if self.channel.measured_at == "reply_sent":
            reached += self.writing
        return reached <= self.due + 1e-9


def shares(problem: SimulationProblem, weeks: int, seed: int) -> dict[str, tuple[float, float]]:
    """Return by channel the share in time and its standard error, over weeks as batches."""
    played = items(problem, weeks, seed)
    found = {}
    for channel in problem.channels:
        by_week: dict[int, list[bool]] = {}
        for each in played:
            if each.channel is channel and each.week is not None:
                by_week.setdefault(each.week, []).append(each.in_time())
        total = sum(map(len, by_week.values()))
        share = sum(map(sum, by_week.values())) / total
        rest = [sum(each) - share * len(each) for each in by_week.values()]
        found[channel.slug] = share, math.sqrt(sum(each**2 for each in rest)) / total
    return found


def items(problem: SimulationProblem, weeks: int, seed: int) -> list[Waiting]:
    """Return the items of so many weeks; of a typical one two more come before and one after."""
    random = Random(seed)
    if problem.regime == "dated":
        return [
            each
            for week in range(weeks)
            for each in _played(problem, list(_arrivals(problem, random, week, 0.0)), 1, random)
        ]
    every = [
        each
        for week in range(weeks + 3)
        for each in _arrivals(problem, random, week, week * problem.horizon)
    ]
    played = _played(problem, every, weeks + 3, random)
    return [each for each in played if each.week is not None and 2 <= each.week < weeks + 2]


def _played(
    problem: SimulationProblem, every: list[Waiting], weeks: int, random: Random
) -> list[Waiting]:
    """Let time pass from one thing that happens to the next; return the items as they went."""
    numbered = count()
    moments: list[tuple[float, int, str, object]] = []
    for each in every:
        heapq.heappush(moments, (max(0.0, each.arrived), next(numbered), "item", each))
    for week in range(weeks):
        for member in problem.members:
            for segment in member.segments:
                start = max(0.0, segment.start) + week * problem.horizon
                heapq.heappush(moments, (start, next(numbered), "on", member.name))
    inbox: list[Waiting] = []
    busy: set[str] = set()
    while moments and moments[0][0] < weeks * problem.horizon:
        now = moments[0][0]
        while moments and moments[0][0] == now:
            _, _, kind, what = heapq.heappop(moments)
            if kind == "item" and isinstance(what, Waiting):
                inbox.append(what)
            elif kind == "done":
                busy.discard(str(what))
        for name, item in _picks(problem, inbox, busy, now, random):
            item.started = now
            busy.add(name)
            heapq.heappush(moments, (now + item.handling, next(numbered), "done", name))
    return every


def _picks(
    problem: SimulationProblem, inbox: list[Waiting], busy: set[str], now: float, random: Random
) -> Iterator[tuple[str, Waiting]]:
    """Yield who takes what now, in chance order of those who are free."""
    free = [each for each in problem.members if each.name not in busy]
    random.shuffle(free)
    for member in free:
        can = _channels_at(problem, member, now)
        able = [each for each in inbox if each.channel.slug in can]
        if able:
            chosen = min(able, key=lambda each: _key(problem, each))
            inbox.remove(chosen)
            yield member.name, chosen


def _key(problem: SimulationProblem, item: Waiting) -> tuple[float, float]:
    if problem.order == "earliest_due":
        return item.due, item.arrived
    if problem.order == "priority":
        return float(item.channel.priority), item.arrived
    return item.arrived, 0.0


def _channels_at(problem: SimulationProblem, member: SimulatedMember, now: float) -> set[str]:
    """Return the channels a member answers at a moment: none when they are off."""
    every = {each.slug for each in problem.channels}
    found: set[str] = set()
    shifts = (0.0,) if problem.regime == "dated" else (0.0, problem.horizon)
    at = now if problem.regime == "dated" else now % problem.horizon
    for segment in member.segments:
        if any(segment.start <= at + shift < segment.end for shift in shifts):
            found |= set(segment.channels) or every
    return found


def _arrivals(
    problem: SimulationProblem, random: Random, week: int, start: float
) -> Iterator[Waiting]:
    """Yield what comes in during a week: a Poisson count in each interval, strewn evenly."""
    level = _gamma(random, problem.week_cv)
    days = [level * _gamma(random, problem.day_cv) for _ in problem.days]
    for channel in problem.channels:
        if problem.regime == "dated":
            for arrived in channel.backlog:
                yield _item(problem, channel, arrived, None, random)
        for place, rate in enumerate(channel.rates):
            begins = place * problem.interval
            ends = min(begins + problem.interval, problem.horizon)
            day = sum(first <= begins for first in problem.days) - 1
            for _ in range(_poisson(random, rate * (ends - begins) * days[day])):
                yield _item(problem, channel, start + random.uniform(begins, ends), week, random)


def _item(
    problem: SimulationProblem,
    channel: SimulatedChannel,
    arrived: float,
    week: int | None,
    random: Random,
) -> Waiting:
    handling = _minutes(random, channel.handling)
    writing = _minutes(random, channel.writing) if channel.writing else handling
    return Waiting(arrived, channel, _due(problem, channel, arrived), handling, writing, week)


def _due(problem: SimulationProblem, channel: SimulatedChannel, arrived: float) -> float:
    """Return when an item is late, walking through the open spans of one week after the other."""
    if channel.open is None:
        return arrived + channel.within
    left = channel.within
    week = int(arrived // problem.horizon) if problem.regime == "typical" else 0
    for later in range(week, week + (200 if problem.regime == "typical" else 1)):
        for first, last in channel.open:
            begins = max(arrived, later * problem.horizon + first)
            ends = later * problem.horizon + last
            if ends > begins:
                if ends - begins >= left:
                    return begins + left
                left -= ends - begins
    return math.inf


def _minutes(random: Random, spread: Spread) -> float:
    if spread.cv == 0 or spread.distribution == "constant":
        return spread.mean
    if spread.distribution == "exponential":
        return random.expovariate(1 / spread.mean)
    sigma = math.sqrt(math.log(1 + spread.cv**2))
    return random.lognormvariate(math.log(spread.mean) - sigma**2 / 2, sigma)


def _gamma(random: Random, cv: float) -> float:
    return random.gammavariate(1 / cv**2, cv**2) if cv else 1.0


def _poisson(random: Random, mean: float) -> int:
    """Count unit exponentials that fit into the mean."""
    found, passed = -1, 0.0
    while passed < mean or found < 0:
        passed += random.expovariate(1.0)
        found += 1
        if passed >= mean:
            return found
    return found
