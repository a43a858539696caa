"""The staffing engines on cases with known answers, or on any of their kind.

``python -m benchmarks.staffing FILE [--seed N] [--check]`` reads a file of such cases and prints a
JSON line each: ``{"id", "value": {…}, "ms"}``, or ``{"id", "error", "ms"}``; then it exits 1 in the
end. ``--check`` compares with what the file expects, tells it on standard error, and exits 1 on a
miss. What is expected is looked at for nothing else.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from rotation.demand.queueing import erlang, markov_chain
from rotation.demand.queueing.deadlines import Deadline
from rotation.demand.queueing.markov_chain import ArrivalCourse
from rotation.demand.queueing.markov_kernels import Reals
from rotation.demand.queueing.presence import Presence, head_counts
from rotation.demand.simulation import estimate
from rotation.demand.simulation.estimate import Stop
from rotation.demand.simulation.problem import (
    SimulatedChannel,
    SimulationProblem,
    Spread,
    members_of_heads,
)

Json = dict[str, Any]  # Any: JSON as it came in
STEP = 5.0
PER_HOUR = 12
DAY = 24
MOST = 1e6
ORDERS = {"fcfs": "fcfs", "earliest_due": "earliest_due", "priority_first_channel": "priority"}
SURE = Stop(standard_error=0.001, work=60.0)
WARM: tuple[Json, ...] = (
    {
        "kind": "transient",
        "inputs": {
            "arrivals_per_hour": [6, 2],
            "agents": [2, 1],
            "aht_min": 5,
            "threshold_min": 15,
            "initial_backlog": 0,
        },
    },
    {
        "kind": "two_channels",
        "inputs": {
            "arrivals_per_hour_total": [6],
            "agents": [2],
            "aht_min": 5,
            "threshold_min": [15, 60],
            "rule": "earliest_due",
        },
    },
)


def erlang_c(inputs: Json, _seed: int) -> Json:
    """Return a steady hour of Erlang C."""
    rate, minutes = _number(inputs, "arrivals_per_hour"), _positive(inputs, "aht_min")
    agents, within = _whole(inputs, "agents"), _number(inputs, "threshold_min")
    found = erlang.steady(rate, minutes, agents, within)
    fewest = erlang.smallest_agents(rate, minutes, 0.8, within)
    return {**asdict(found), "min_agents_for_80pct": fewest}


def erlang_a(inputs: Json, _seed: int) -> Json:
    """Return a steady hour of Erlang A."""
    found = erlang.patient(
        _number(inputs, "arrivals_per_hour"),
        _positive(inputs, "aht_min"),
        _whole(inputs, "agents"),
        _number(inputs, "threshold_min"),
        _positive(inputs, "patience_min"),
    )
    value = asdict(found)
    value["mean_wait_min"] = value.pop("mean_wait_minutes")
    return value


def transient(inputs: Json, _seed: int) -> Json:
    """Return what some hours give, beginning with a backlog; a later deadline is cut at the end."""
    rates, agents = _rates(inputs["arrivals_per_hour"]), _counts(inputs["agents"])
    _same_length(rates, agents)
    backlog = _whole(inputs, "initial_backlog") if "initial_backlog" in inputs else 0
    course = _course(rates, agents, _positive(inputs, "aht_min"), backlog=backlog)
    passed = markov_chain.solve(course)
    within = passed.shares(Deadline(_number(inputs, "threshold_min"))).mixed
    by_hour = within.reshape(-1, PER_HOUR).mean(axis=1)
    return {
        "within_per_hour": by_hour.tolist(),
        "within_total": _weighted(by_hour, rates),
        "mean_in_system_at_hour_start": passed.numbers()[0][::PER_HOUR, 0].tolist(),
        "mean_in_system_at_end": float(np.arange(len(passed.end)) @ passed.end),
    }


def periodic_day(inputs: Json, _seed: int) -> Json:
    """Return what a day gives that repeats for ever."""
    rates, agents = _rates(inputs["arrivals_per_hour"]), _counts(inputs["agents"])
    _same_length(rates, agents)
    if len(rates) != DAY:
        raise ValueError("a day has 24 hours")
    course = _course(rates, agents, _positive(inputs, "aht_min"), repeats=True)
    names = [f"mean_in_system_at_{hour:02d}h" for hour in range(DAY)]
    stable = markov_chain.is_stable(course)
    grows = 0.0 if stable else markov_chain.growth(course)
    value: Json = {"within_total": None, **dict.fromkeys(names)}
    known = {"stable": stable, "backlog_growth_per_day": grows}
    if not stable:
        return value | known
    passed = markov_chain.solve(course)
    if not passed.settled:
        raise ValueError("the day does not come to rest")
    clock = {"calendar": None, "business": tuple(course.staff.on())}[inputs["clock"]]
    within = passed.shares(Deadline(_number(inputs, "threshold_min"), clock)).mixed
    total = _weighted(within.reshape(-1, PER_HOUR).mean(axis=1), rates)
    starts = passed.numbers()[0][::PER_HOUR, 0].tolist()
    return {"within_total": total, **dict(zip(names, starts, strict=True)), **known}


def two_channels(inputs: Json, seed: int) -> Json:
    """Return what an evening gives two channels, day after day, by an order of work."""
    rates, agents = _two(inputs), _counts(inputs["agents"])
    _same_length(rates[0], agents)
    if len(agents) > DAY:
        raise ValueError("the window is longer than a day")
    minutes, order = _positive(inputs, "aht_min"), ORDERS[inputs["rule"]]
    within = [_finite(each) for each in _pair(inputs["threshold_min"])]
    # Time begins with the window; the rest of the day nothing comes in and nobody is on.
    rates = np.pad(rates, ((0, 0), (0, DAY - len(agents))))
    agents = [*agents, *[0] * (DAY - len(agents))]
    course = _course(rates.sum(axis=0), agents, minutes, repeats=True)
    if not markov_chain.is_stable(course):
        return {"within": None, "stable": False}
    passed = markov_chain.solve(course)
    if not passed.settled:
        raise ValueError("the day does not come to rest")
    exact = [
        _weighted(passed.shares(Deadline(each)).mixed.reshape(-1, PER_HOUR).mean(axis=1), own)
        for each, own in zip(within, rates, strict=True)
    ]
    if order == "fcfs":
        return {"within": exact, "stable": True}
    names = ("first", "second")
    spread = Spread(minutes, 1.0, "exponential")
    channels = tuple(
        SimulatedChannel(name, tuple((own / 60).tolist()), each, handling=spread, priority=place)
        for place, (name, each, own) in enumerate(zip(names, within, rates, strict=True))
    )
    problem = SimulationProblem(
        DAY * 60.0,
        channels,
        members_of_heads(tuple(agents), 60.0),
        interval=60.0,
        regime="typical",
        order=order,  # type: ignore[arg-type]  # one of the literals
    )
    known = {name: each for name, each in zip(names, exact, strict=True) if each is not None}
    found = estimate.estimate(problem, known, Stop(SURE.standard_error, SURE.work, seed))
    return {"within": [each.share for each in found.channels], "stable": found.stable}


KINDS: Mapping[str, Callable[[Json, int], Json]] = {
    each.__name__: each for each in (erlang_c, erlang_a, transient, periodic_day, two_channels)
}


def _course(
    rates: Reals, agents: list[int], minutes: float, *, backlog: int = 0, repeats: bool = False
) -> ArrivalCourse:
    end = 60.0 * len(rates)
    heads = [Presence(60.0 * at, 60.0 * at + 60, count) for at, count in enumerate(agents) if count]
    edges: Reals = np.arange(len(rates) * PER_HOUR + 1, dtype=np.float64) * STEP
    staff = head_counts([], heads, edges[:-1], end, repeats=repeats)
    days = np.zeros(len(edges) - 1, np.int64)
    return ArrivalCourse(edges, np.repeat(rates / 60, PER_HOUR), days, staff, minutes, backlog)


def _weighted(shares: Reals, rates: Reals) -> float | None:
    total = float(rates.sum())
    return float(shares @ rates) / total if total > 0 else None


def _two(inputs: Json) -> Reals:
    if "arrivals_per_hour_total" in inputs:
        half = _rates(inputs["arrivals_per_hour_total"]) / 2
        return np.array([half, half])
    first, second = (_rates(each) for each in _pair(inputs["arrivals_per_hour"]))
    _same_length(first, second)
    return np.array([first, second])


def _rates(values: Any) -> Reals:  # Any: JSON as it came in
    found = np.array([_finite(each) for each in values], float)
    if not len(found):
        raise ValueError("there are no hours")
    return found


def _counts(values: Any) -> list[int]:  # Any: JSON as it came in
    return [_count(each) for each in values]


def _pair(values: Any) -> tuple[Any, Any]:  # Any: JSON as it came in
    first, second = values
    return first, second


def _same_length(first: Any, second: Any) -> None:  # Any: whatever has a length
    if len(first) != len(second):
        raise ValueError("arrivals and agents differ in length")


def _finite(value: Any) -> float:  # Any: JSON as it came in
    found = float(value)
    if not 0 <= found <= MOST:
        raise ValueError(f"{value} is no number from 0 to {MOST:g}")
    return found


def _count(value: Any) -> int:  # Any: JSON as it came in
    found = _finite(value)
    if found != int(found):
        raise ValueError(f"{value} is no whole number")
    return int(found)


def _number(inputs: Json, name: str) -> float:
    return _finite(inputs[name])


def _whole(inputs: Json, name: str) -> int:
    return _count(inputs[name])


def _positive(inputs: Json, name: str) -> float:
    found = _finite(inputs[name])
    if found <= 0:
        raise ValueError(f"{name} is more than 0")
    return found


def plain(value: Any) -> Any:  # Any: JSON
    """Return a value without what JSON has no word for: that becomes null."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def answered(case: Json, seed: int) -> Json:
    """Return the line of a case: its value, or why there is none."""
    began = time.perf_counter()
    try:
        told: Json = {"value": plain(KINDS[case["kind"]](case["inputs"], seed))}
    except Exception as error:  # noqa: BLE001 - whatever a case has wrong, the others go on
        told = {"error": f"{type(error).__name__}: {error}"}
    return {"id": case.get("id"), **told, "ms": round(1000 * (time.perf_counter() - began), 3)}


def misses(case: Json, value: Json) -> Iterable[str]:
    """Yield what is farther from the expected than the case allows."""
    for name, expected in case.get("expect", {}).items():
        for place, (wanted, found) in enumerate(_pairs(expected, value.get(name))):
            exactly = isinstance(wanted, bool | int) or wanted is None or found is None
            if wanted != found and (exactly or not abs(wanted - found) <= case["tol"]):
                yield f"{case.get('id')}: {name}[{place}] is {found}, expected {wanted}"


def _pairs(expected: Any, found: Any) -> Iterable[tuple[Any, Any]]:  # Any: JSON
    if not isinstance(expected, list):
        return [(expected, found)]
    given = found if isinstance(found, list) else []
    return zip(expected, given + [None] * (len(expected) - len(given)), strict=False)


def main() -> None:
    """Answer the cases of a file."""
    options = argparse.ArgumentParser()
    options.add_argument("file", type=Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--check", action="store_true")
    given = options.parse_args()
    for each in WARM:
        answered(each, given.seed)
    wrong = 0
    for case in json.loads(given.file.read_text())["cases"]:
        line = answered(case, given.seed)
        print(json.dumps(line, allow_nan=False), flush=True)
        found = list(misses(case, line.get("value", {}))) if given.check else []
        for miss in found:
            print(miss, file=sys.stderr)
        wrong += "error" in line or bool(found)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
