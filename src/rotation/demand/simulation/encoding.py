"""A problem as the arrays that the compiled events read, as it is or pooled for Engine A's twin."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rotation.demand.simulation.arrays import (
    CHANGE_RECORD,
    CHANNEL_RECORD,
    EARLIEST_DUE,
    FCFS,
    MEMBER_RECORD,
    PRIORITY,
    SPAN_RECORD,
    WORLD_RECORD,
    Reals,
    Records,
    SimulationPlan,
    Wholes,
)
from rotation.demand.simulation.problem import (
    SimulatedChannel,
    SimulatedMember,
    SimulationProblem,
    Spread,
)
from rotation.demand.simulation.random_streams import CONSTANT, EXPONENTIAL, LOGNORMAL

_ORDERS = {"earliest_due": EARLIEST_DUE, "fcfs": FCFS, "priority": PRIORITY}
MOST_CHANNELS = 62
"""Skills are bits of one number."""


@dataclass(frozen=True)
class _Stretch:
    """A member is on for a stretch, with bits of channels."""

    member: int
    start: float
    end: float
    skill: int


@dataclass(frozen=True)
class Weeks:
    """The weeks of a simulation: some to warm up, those that count, some for what still waits."""

    warm: int
    counted: int
    after: int

    @property
    def all(self) -> int:
        """Return how many there are."""
        return self.warm + self.counted + self.after


def weeks_of(problem: SimulationProblem, counted: int) -> Weeks:
    """Return the weeks to simulate: typical ones until the last counted item is due.

    A typical week begins empty: two weeks at least are dropped, an eighth of a long run.
    """
    if problem.regime == "dated":
        return Weeks(0, counted, 0)
    lengths = [
        each.within / (_open_minutes(each) or problem.horizon)
        if each.open
        else each.within / problem.horizon
        for each in problem.channels
    ]
    return Weeks(max(2, counted // 8), counted, min(60, math.ceil(max(lengths))))


def plan_of(
    problem: SimulationProblem, seed: int, weeks: Weeks, *, pooled: bool = False
) -> SimulationPlan:
    """Return the arrays of a problem for some weeks.

    ``pooled``: exponential handling times of the volume-weighted mean, first come first served,
    everybody for every channel, who goes drawn among all who are on: what Engine A calculates.
    """
    stretches = list(_stretches(problem, pooled=pooled))
    changes, members = _changes(problem, stretches, pooled=pooled)
    return SimulationPlan(
        world=_world(problem, seed, weeks, pooled=pooled),
        channels=_channels(problem, seed, pooled=pooled),
        members=members,
        changes=changes,
        spans=_spans(problem),
        rates=_rates(problem),
        day_of=_day_of(problem),
        level=_levels(problem, seed, weeks.all),
        backlog=np.array([at for each in problem.channels for at in _backlog(problem, each)], "f8"),
    )


def _world(problem: SimulationProblem, seed: int, weeks: Weeks, *, pooled: bool) -> Records:
    world = np.zeros(1, WORLD_RECORD)
    world["horizon"], world["interval"] = problem.horizon, problem.interval
    world["typical"], world["pooled"] = problem.regime == "typical", pooled
    world["order"] = FCFS if pooled else _ORDERS[problem.order]
    world["leaving_key"] = _key(seed, "leaving")
    world["first_cell"] = weeks.warm * len(problem.days)
    world["end_cell"] = (weeks.warm + weeks.counted) * len(problem.days)
    return world


def _channels(problem: SimulationProblem, seed: int, *, pooled: bool) -> Records:
    rows = np.zeros(len(problem.channels), CHANNEL_RECORD)
    spans = _offsets([len(each.open or ()) for each in problem.channels])
    backlog = _offsets([len(_backlog(problem, each)) for each in problem.channels])
    for place, (row, each) in enumerate(zip(rows, problem.channels, strict=True)):
        row["within"], row["rank"] = each.within, each.priority
        row["calendar"], row["sent"] = each.open is None, each.measured_at == "reply_sent"
        row["open_minutes"] = _open_minutes(each)
        row["first_span"], row["end_span"] = spans[place : place + 2]
        row["first_backlog"], row["end_backlog"] = backlog[place : place + 2]
        for purpose in ("arrival", "handling", "routing"):
            row[f"{purpose}_key"] = _key(seed, f"{purpose} {each.slug}")
        row["handling"] = _law(each.handling)
        row["writing"] = _law(each.writing or each.handling)
        if pooled:
            row["handling"] = _law(Spread(pooled_mean(problem), 1.0, "exponential"))
    return rows


def pooled_mean(problem: SimulationProblem) -> float:
    """Return the handling mean of all channels together, weighted by what comes in."""
    volumes = [sum(each.rates) for each in problem.channels]
    total = sum(volumes)
    means = [each.handling.mean for each in problem.channels]
    if total <= 0:
        return sum(means) / len(means)
    return sum(mean * volume for mean, volume in zip(means, volumes, strict=True)) / total


def _stretches(problem: SimulationProblem, *, pooled: bool) -> Iterator[_Stretch]:
    """Yield who is on when: what overlaps or adjoins is one stretch, names do not matter."""
    bit = {each.slug: 1 << place for place, each in enumerate(problem.channels)}
    every = (1 << len(bit)) - 1
    members = sorted(problem.members, key=lambda each: sorted(map(_written, each.segments)))
    for place, member in enumerate(members):
        edges = sorted({edge for each in member.segments for edge in (each.start, each.end)})
        last: _Stretch | None = None
        for start, end in pairwise(edges):
            skill = every if pooled and _is_on(member, start) else 0
            for each in () if pooled else member.segments:
                if each.start <= start < each.end:
                    skill |= sum(bit.get(slug, 0) for slug in set(each.channels)) or (
                        0 if each.channels else every
                    )
            if last and last.end == start and last.skill == skill:
                last = _Stretch(place, last.start, end, skill)
                continue
            if last and last.skill:
                yield last
            last = _Stretch(place, start, end, skill)
        if last and last.skill:
            yield last


def _written(segment: object) -> str:
    return repr(segment)


def _is_on(member: SimulatedMember, at: float) -> bool:
    return any(each.start <= at < each.end for each in member.segments)


def _changes(
    problem: SimulationProblem, stretches: list[_Stretch], *, pooled: bool
) -> tuple[Records, Records]:
    """Return who comes and goes, in order, and the members with who is on before.

    Those who go at a moment go before others come.
    """
    typical, horizon = problem.regime == "typical", problem.horizon
    events: list[tuple[float, bool, int, int]] = []
    members = np.zeros(max(1, len(stretches), len(problem.members)), MEMBER_RECORD)
    on_before = 0
    for each in stretches:
        start, end = max(0.0, each.start), each.end
        if start >= horizon or end <= 0:
            continue
        events.append((start, True, each.member, each.skill))
        if typical and end >= horizon:
            end = min(end, start + horizon) - horizon
            members[on_before if pooled else each.member]["initial"] = each.skill
            on_before += 1
        if end < horizon:
            events.append((end, False, each.member, 0))
    changes = np.array(
        [(time, who, skill) for time, _, who, skill in sorted(events)], CHANGE_RECORD
    )
    return changes, members


def _spans(problem: SimulationProblem) -> Records:
    rows: list[tuple[float, float, float]] = []
    for each in problem.channels:
        before = 0.0
        for start, end in each.open or ():
            rows.append((start, end, before))
            before += end - start
    return np.array(rows, SPAN_RECORD)


def _backlog(problem: SimulationProblem, channel: SimulatedChannel) -> list[float]:
    """Return when those who wait came in; a week that repeats has none of its own."""
    return sorted(min(0.0, each) for each in channel.backlog if problem.regime == "dated")


def _open_minutes(channel: SimulatedChannel) -> float:
    return sum(end - start for start, end in channel.open or ())


def _offsets(counts: list[int]) -> Wholes:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _intervals(problem: SimulationProblem) -> int:
    return max(1, math.ceil(problem.horizon / problem.interval - 1e-9))


def _rates(problem: SimulationProblem) -> Reals:
    count = _intervals(problem)
    rates = np.zeros((len(problem.channels), count))
    for place, each in enumerate(problem.channels):
        given = each.rates[:count]
        rates[place, : len(given)] = given
    return rates


def _day_of(problem: SimulationProblem) -> Wholes:
    starts = np.arange(_intervals(problem)) * problem.interval
    found: Wholes = np.searchsorted(problem.days, starts + 1e-9, side="right").astype(np.int64) - 1
    return found.clip(0)


def _levels(problem: SimulationProblem, seed: int, weeks: int) -> Reals:
    """Return the level of each day of each week: gamma variables of mean 1, a product of two.

    A thousand weeks have a generator of their own, so that more weeks change no earlier one.
    """
    days, parts = len(problem.days), []
    for block in range(0, weeks, 1000):
        count = min(1000, weeks - block)
        level = np.ones((count, days))
        if problem.day_cv > 0:
            level *= _gamma(seed, "days", block, problem.day_cv, (1000, days))[:count]
        if problem.week_cv > 0:
            level *= _gamma(seed, "weeks", block, problem.week_cv, (1000, 1))[:count]
        parts.append(level)
    return np.concatenate(parts)


def _gamma(seed: int, purpose: str, block: int, cv: float, shape: tuple[int, int]) -> Reals:
    generator = np.random.Generator(np.random.PCG64(int(_key(seed, f"{purpose} {block}"))))
    drawn: Reals = generator.gamma(1 / cv**2, cv**2, shape)
    return drawn


def _key(seed: int, purpose: str) -> np.uint64:
    digest = hashlib.blake2b(f"{seed} {purpose}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "big"))


def _law(spread: Spread) -> tuple[int, float, float]:
    """Return kind and parameters: a lognormal of mean a and cv v has σ² = ln(1 + v²)."""
    if spread.cv <= 0 or spread.distribution == "constant":
        return CONSTANT, spread.mean, 0.0
    if spread.distribution == "exponential":
        return EXPONENTIAL, spread.mean, 0.0
    variance = math.log1p(spread.cv**2)
    return LOGNORMAL, math.log(spread.mean) - variance / 2, math.sqrt(variance)
