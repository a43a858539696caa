"""A problem as the arrays that the compiled events read, as it is or pooled for Engine A's twin."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rotation.demand.problem import Channel, Member, Problem, Spread
from rotation.demand.simulation_arrays import EARLIEST_DUE, FCFS, PRIORITY, Plan, Reals, Wholes
from rotation.demand.simulation_random import CONSTANT, EXPONENTIAL, LOGNORMAL

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
    """Which weeks are simulated: some to warm up, those that count, some for what still waits."""

    warm: int
    counted: int
    after: int

    @property
    def all(self) -> int:
        """Return how many there are."""
        return self.warm + self.counted + self.after


def weeks_of(problem: Problem, counted: int) -> Weeks:
    """Return the weeks to simulate: typical ones until the last counted item is due."""
    if problem.regime == "dated":
        return Weeks(0, counted, 0)
    lengths = [
        each.within / (_open_minutes(each) or problem.horizon) if each.open else
        each.within / problem.horizon
        for each in problem.channels
    ]
    return Weeks(2, counted, min(60, math.ceil(max(lengths))))


def plan_of(problem: Problem, seed: int, weeks: Weeks, *, pooled: bool = False) -> Plan:
    """Return the arrays of a problem for some weeks.

    ``pooled``: exponential handling times of the volume-weighted mean, first come first served,
    everybody for every channel, who goes drawn among all who are on: what Engine A calculates.
    """
    channels = problem.channels
    stretches = list(_stretches(problem, pooled=pooled))
    time, member, skill, initial = _changes(problem, stretches, pooled=pooled)
    spans, spans_from = _spans(channels)
    backlogs = [sorted(each.backlog) if problem.regime == "dated" else [] for each in channels]
    handling = [_law(each.handling) for each in channels]
    if pooled:
        handling = [(EXPONENTIAL, pooled_mean(problem), 0.0)] * len(channels)
    return Plan(
        horizon=float(problem.horizon),
        interval=float(problem.interval),
        typical=problem.regime == "typical",
        pooled=pooled,
        order=FCFS if pooled else _ORDERS[problem.order],
        rates=_rates(problem),
        day_of=_day_of(problem),
        level=_levels(problem, seed, weeks.all),
        first_cell=weeks.warm * len(problem.days),
        end_cell=(weeks.warm + weeks.counted) * len(problem.days),
        keys=np.array([_keys(seed, each.slug) for each in channels], dtype=np.uint64),
        leaving=_key(seed, "leaving"),
        within=np.array([each.within for each in channels], dtype=float),
        rank=np.array([each.priority for each in channels], dtype=np.int64),
        spans=spans,
        spans_from=spans_from,
        calendar=np.array([each.open is None for each in channels]),
        handling=np.array(handling, dtype=float).reshape(-1, 3),
        writing=np.array([_law(each.writing or each.handling) for each in channels], dtype=float),
        sent=np.array([each.measured_at == "reply_sent" for each in channels]),
        event_time=time,
        event_member=member,
        event_skill=skill,
        initial=initial,
        backlog=np.array([each for part in backlogs for each in part], dtype=float),
        backlog_from=_offsets([len(each) for each in backlogs]),
    )


def pooled_mean(problem: Problem) -> float:
    """Return the handling mean of all channels together, weighted by what comes in."""
    volumes = [sum(each.rates) for each in problem.channels]
    total = sum(volumes)
    means = [each.handling.mean for each in problem.channels]
    if total <= 0:
        return sum(means) / len(means)
    return sum(mean * volume for mean, volume in zip(means, volumes, strict=True)) / total


def _stretches(problem: Problem, *, pooled: bool) -> Iterator[_Stretch]:
    """Yield who is on when: what overlaps or adjoins is one stretch, names do not matter."""
    bit = {each.slug: 1 << place for place, each in enumerate(problem.channels)}
    every = (1 << len(bit)) - 1
    members = sorted(problem.members, key=lambda each: sorted(map(_written, each.segments)))
    for place, member in enumerate(members):
        edges = sorted({edge for each in member.segments for edge in (each.start, each.end)})
        last: _Stretch | None = None
        for start, end in zip(edges, edges[1:], strict=False):
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


def _is_on(member: Member, at: float) -> bool:
    return any(each.start <= at < each.end for each in member.segments)


def _changes(
    problem: Problem, stretches: list[_Stretch], *, pooled: bool
) -> tuple[Reals, Wholes, Wholes, Wholes]:
    """Return time, member and skill of each coming and going in order, and who is on before.

    Those who go at a moment go before others come.
    """
    typical, horizon = problem.regime == "typical", problem.horizon
    events: list[tuple[float, bool, int, int]] = []
    on_before: list[tuple[int, int]] = []
    for each in stretches:
        start, end = max(0.0, each.start), each.end
        if start >= horizon or end <= 0:
            continue
        events.append((start, True, each.member, each.skill))
        if typical:
            end = min(end, start + horizon)
            if end >= horizon:
                on_before.append((each.member, each.skill))
                end -= horizon
        if end < horizon:
            events.append((end, False, each.member, 0))
    events.sort()
    initial = np.zeros(max(1, len(stretches), len(problem.members)), dtype=np.int64)
    for place, (member, skill) in enumerate(on_before):
        initial[place if pooled else member] |= skill
    return (
        np.array([each[0] for each in events], dtype=float),
        np.array([each[2] for each in events], dtype=np.int64),
        np.array([each[3] for each in events], dtype=np.int64),
        initial,
    )


def _spans(channels: tuple[Channel, ...]) -> tuple[Reals, Wholes]:
    rows: list[tuple[float, float, float]] = []
    for each in channels:
        before = 0.0
        for start, end in each.open or ():
            rows.append((start, end, before))
            before += end - start
    counts = [len(each.open or ()) for each in channels]
    return np.array(rows, dtype=float).reshape(-1, 3), _offsets(counts)


def _open_minutes(channel: Channel) -> float:
    return sum(end - start for start, end in channel.open or ())


def _offsets(counts: list[int]) -> Wholes:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _intervals(problem: Problem) -> int:
    return max(1, math.ceil(problem.horizon / problem.interval - 1e-9))


def _rates(problem: Problem) -> Reals:
    count = _intervals(problem)
    rates = np.zeros((len(problem.channels), count))
    for place, each in enumerate(problem.channels):
        given = each.rates[:count]
        rates[place, : len(given)] = given
    return rates


def _day_of(problem: Problem) -> Wholes:
    starts = np.arange(_intervals(problem)) * problem.interval
    found: Wholes = np.searchsorted(problem.days, starts + 1e-9, side="right").astype(np.int64) - 1
    return found.clip(0)


def _levels(problem: Problem, seed: int, weeks: int) -> Reals:
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


def _keys(seed: int, slug: str) -> list[np.uint64]:
    return [_key(seed, f"{purpose} {slug}") for purpose in ("arrival", "handling", "routing")]


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
