"""Steady-hour formulas: Erlang B and C (A. K. Erlang, 1917) and Erlang A (C. Palm, 1946).

Rates are per hour, times in minutes. These say what an endless hour of this kind would give; an
evening is none, so they are a quick calculator and a warm start, never a prediction.
"""

from dataclasses import dataclass
from math import exp, expm1, lgamma, log, log1p

MOST_AGENTS = 10_000


@dataclass(frozen=True)
class Steady:
    """A steady hour: offered load, chance to wait, share picked up in time, time spent handling."""

    offered_load: float
    p_wait: float
    within: float
    occupancy: float | None
    stable: bool


@dataclass(frozen=True)
class Patient:
    """A steady hour in which customers give up: shares of all offered, waits in minutes."""

    p_abandon: float
    mean_wait_minutes: float
    p_wait: float
    occupancy: float
    mean_queue: float
    within_virtual: float
    answered_within_of_offered: float


def blocked(load: float, agents: int) -> float:
    """Return Erlang B: the chance that all agents are busy when nobody waits."""
    found = 1.0
    for k in range(1, agents + 1):
        found = load * found / (k + load * found)
    return found


def steady(per_hour: float, minutes: float, agents: int, within_minutes: float) -> Steady:
    """Return Erlang C for arrivals per hour, handling minutes, agents and a target time."""
    load = per_hour * minutes / 60
    if load <= 0:
        return Steady(0.0, 0.0, 1.0 if agents else 0.0, 0.0 if agents else None, stable=True)
    occupancy = min(1.0, load / agents) if agents else None
    if load >= agents:
        return Steady(load, 1.0, 0.0, occupancy, stable=False)
    b = blocked(load, agents)
    p_wait = b / (1 - load / agents * (1 - b))
    within = 1 - p_wait * exp(-(agents - load) * within_minutes / minutes)
    return Steady(load, p_wait, within, occupancy, stable=True)


def smallest_agents(per_hour: float, minutes: float, share: float, within_minutes: float) -> int:
    """Return the fewest agents with at least ``share`` within the target time; 0 without load."""
    load = per_hour * minutes / 60
    if load <= 0:
        return 0
    agents = int(load) + 1
    b = blocked(load, agents)
    while agents < MOST_AGENTS:
        p_wait = b / (1 - load / agents * (1 - b))
        if 1 - p_wait * exp(-(agents - load) * within_minutes / minutes) >= share:
            return agents
        agents += 1
        b = load * b / (agents + load * b)
    return MOST_AGENTS


def patient(
    per_hour: float, minutes: float, agents: int, within_minutes: float, patience_minutes: float
) -> Patient:
    """Return Erlang A: customers give up after an exponential patience of this mean.

    ``within_virtual`` is the chance that somebody of endless patience waits no longer than the
    target; ``answered_within_of_offered`` counts who gave up as missed.
    """
    rate, finish, leave = per_hour / 60, 1 / minutes, 1 / patience_minutes
    p = _states(rate, finish, leave, agents)
    queue = sum((n - agents) * each for n, each in enumerate(p) if n > agents)
    waits = sum(p[agents:])
    x, b = -expm1(-leave * within_minutes), agents * finish / leave
    at_once = sum(p[:agents])
    virtual = answered = at_once
    for n, each in enumerate(p[agents:], start=1):
        virtual += each * beta(x, n, b)
        # E[e^(-θW); W ≤ T] for 1 - e^(-θW) ~ Beta(n, b): still there when their turn comes.
        answered += each * (b / (n + b)) * beta(x, n, b + 1)
    busy = sum(min(n, agents) * each for n, each in enumerate(p))
    return Patient(
        p_abandon=leave * queue / rate if rate else 0.0,
        mean_wait_minutes=queue / rate if rate else 0.0,
        p_wait=waits if rate else 0.0,
        occupancy=busy / agents if agents else 0.0,
        mean_queue=queue,
        within_virtual=virtual if rate else float(agents > 0),
        answered_within_of_offered=answered if rate else float(agents > 0),
    )


def _states(rate: float, finish: float, leave: float, agents: int) -> list[float]:
    """Return the chance of each number in the system, from logarithms so that nothing overflows."""
    if rate <= 0:
        return [1.0]
    logs = [0.0]
    while True:
        n = len(logs)
        death = min(n, agents) * finish + max(0, n - agents) * leave
        logs.append(logs[-1] + log(rate / death))
        if n > agents and logs[-1] < max(logs[-2], 0.0) and logs[-1] < max(logs) - 60:
            break
    top = max(logs)
    weights = [exp(each - top) for each in logs]
    whole = sum(weights)
    return [each / whole for each in weights]


def beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), by Lentz's continued fraction."""
    if x <= 0 or b <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    tiny = 1e-300
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1), tiny)
    found = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _not_zero(1 + even * d, tiny), _not_zero(1 + even / c, tiny)
        found *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _not_zero(1 + odd * d, tiny), _not_zero(1 + odd / c, tiny)
        step = c * d
        found *= step
        if abs(step - 1) < 1e-15:
            break
    return front * found


def _not_zero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
