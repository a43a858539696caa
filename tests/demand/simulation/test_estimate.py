"""Engine B against an independent simulation, reference cases, and what has to hold pathwise."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from rotation.demand.simulation.estimate import Estimate, Stop, estimate
from rotation.demand.simulation.problem import (
    SimulatedChannel,
    SimulationProblem,
    Spread,
    members_of_heads,
)
from rotation.demand.simulation.replications import simulated
from support.oracles import inbox
from support.paths import DATA
from support.simulation_problems import DAY, EVENING, PATIENT, on, rates, share_of

CASES: list[dict[str, Any]] = json.loads((DATA / "staffing-cases.json").read_text())["cases"]
PLAYED = {
    "earliest due first": EVENING,
    "first come first served": replace(EVENING, order="fcfs"),
    "mail after chat": replace(EVENING, order="priority"),
    "busy and quiet days and weeks": replace(EVENING, day_cv=0.3, week_cv=0.2),
    "a backlog at the start": replace(
        EVENING,
        channels=tuple(replace(each, backlog=(-90.0, 0.0, 0.0, -3.0)) for each in EVENING.channels),
    ),
    "replies that always take as long": replace(
        EVENING,
        channels=tuple(replace(each, handling=Spread(6, 0)) for each in EVENING.channels),
    ),
    "a day that repeats, on two clocks": DAY,
    "the same in order of arrival": replace(DAY, order="fcfs", day_cv=0.2),
}


@pytest.mark.parametrize("name", PLAYED)
def test_it_agrees_with_an_inbox_played_out_by_hand(name: str) -> None:
    problem = PLAYED[name]
    found = estimate(problem, None, Stop(0.002, PATIENT, 5))
    referee = inbox.shares(problem, 600, seed=3)
    for each in found.channels:
        share, error = referee[each.slug]
        assert each.share is not None
        assert each.standard_error is not None
        apart = 3 * math.hypot(error, each.standard_error)
        assert each.share == pytest.approx(share, abs=apart), each.slug


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c["id"]) for c in CASES if c["kind"] == "two_channels"]
)
def test_orders_of_work_give_the_reference_shares(case: dict[str, Any]) -> None:
    found = estimate(two_channels(case["inputs"]), None, Stop(0.001, PATIENT))
    shares = [each.share for each in found.channels]
    assert shares == pytest.approx(case["expect"]["within"], abs=case["tol"])


@pytest.mark.parametrize("spread", [0.5, 1.5])
def test_what_is_known_exactly_makes_it_surer_and_no_other(spread: float) -> None:
    case = next(each for each in CASES if each["id"] == "tr-01")
    exact = case["expect"]["within_total"]
    problem = evening(case["inputs"], Spread(5, spread))
    plain = estimate(problem, None, Stop(0.0015, PATIENT))
    surer = estimate(problem, {"a": exact}, Stop(0.0015, PATIENT, 7))
    assert surer.items < plain.items / 2
    apart = 3 * math.hypot(error_of(plain), error_of(surer))
    assert share_of(surer) == pytest.approx(share_of(plain), abs=apart)


def test_its_twin_of_the_exact_engine_gives_what_is_exact() -> None:
    case = next(each for each in CASES if each["id"] == "tr-07")
    problem = evening(case["inputs"], Spread(6, 0.5))
    twin = simulated(problem, 3, 20_000, pooled=True)
    assert twin is not None
    share = twin.in_time.sum() / twin.items.sum()
    assert share == pytest.approx(case["expect"]["within_total"], abs=0.006)


def test_the_same_problem_and_seed_give_the_same_answer() -> None:
    asked = Stop(0.01, PATIENT, 9)
    assert estimate(EVENING, None, asked) == estimate(EVENING, None, asked)
    assert estimate(EVENING, None, replace(asked, seed=8)) != estimate(EVENING, None, asked)


def test_the_chance_of_the_week_is_the_share_of_weeks_that_meet_the_target() -> None:
    case = next(each for each in CASES if each["id"] == "tr-06")
    problem = evening(case["inputs"], Spread(6, 1, "exponential"))
    found = estimate(problem, None, Stop(0.002, PATIENT)).channels[0]
    assert found.target_met_probability == pytest.approx(0.79, abs=0.02)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.883 < found.high


def test_the_tenth_longest_wait_in_a_hundred_is_found() -> None:
    """At half load (M/M/1) a wait over t has chance e^(-t/10) / 2."""
    steady = SimulationProblem(
        horizon=1440,
        regime="typical",
        channels=(SimulatedChannel("a", (0.1,) * 96, 15, handling=Spread(5, 1, "exponential")),),
        members=(on("Ann", 0, 24),),
    )
    found = estimate(steady, None, Stop(0.001, PATIENT)).channels[0]
    assert found.p90_wait == pytest.approx(10 * math.log(5), rel=0.03)
    assert found.mean_wait == pytest.approx(5, rel=0.03)
    assert found.share == pytest.approx(1 - 0.5 * math.exp(-1.5), abs=0.004)


def two_channels(given: dict[str, Any]) -> SimulationProblem:
    """Return the reference problem: a window from 17:00, two channels, a day that repeats."""
    agents = given["agents"]
    halves = [[each / 2 for each in given.get("arrivals_per_hour_total", ())]] * 2
    by_channel = given.get("arrivals_per_hour") or halves
    day = [0.0] * 17
    members = members_of_heads((*[0] * 17, *agents, *[0] * (7 - len(agents))), 60)
    return SimulationProblem(
        horizon=1440,
        interval=60,
        regime="typical",
        order={"priority_first_channel": "priority"}.get(given["rule"], given["rule"]),
        members=members,
        channels=tuple(
            SimulatedChannel(
                slug,
                rates(*day, *by_channel[place]),
                given["threshold_min"][place],
                handling=Spread(given["aht_min"], 1, "exponential"),
                priority=place,
            )
            for place, slug in enumerate("ab")
        ),
    )


def evening(given: dict[str, Any], handling: Spread) -> SimulationProblem:
    """Return a transient reference case with other handling times."""
    load = SimulatedChannel(
        "a", rates(*given["arrivals_per_hour"]), given["threshold_min"], handling=handling
    )
    staff = members_of_heads(tuple(given["agents"]), 60)
    hours = 60.0 * len(given["agents"])
    return SimulationProblem(
        horizon=hours, interval=60, channels=(load,), members=staff, order="fcfs"
    )


def error_of(found: Estimate) -> float:
    error = found.channels[0].standard_error
    assert error is not None
    return error
