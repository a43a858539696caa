"""Steady-hour formulas against published and independently computed values."""

import json
from typing import Any

import pytest

from rotation.demand.queueing import erlang
from support.paths import DATA

CASES: list[dict[str, Any]] = json.loads((DATA / "staffing-cases.json").read_text())["cases"]


def of(kind: str) -> list[Any]:
    return [pytest.param(each, id=each["id"]) for each in CASES if each["kind"] == kind]


@pytest.mark.parametrize("case", of("erlang_c"))
def test_erlang_c_gives_the_reference_values(case: dict[str, Any]) -> None:
    given, tolerance = case["inputs"], case["tol"]
    found = erlang.steady(
        given["arrivals_per_hour"], given["aht_min"], given["agents"], given["threshold_min"]
    )
    for name, expected in case["expect"].items():
        if name == "min_agents_for_80pct":
            fewest = erlang.smallest_agents(
                given["arrivals_per_hour"], given["aht_min"], 0.8, given["threshold_min"]
            )
            assert fewest == expected
        else:
            assert getattr(found, name) == pytest.approx(expected, abs=max(tolerance, 1e-15)), name


@pytest.mark.parametrize("case", of("erlang_a"))
def test_erlang_a_gives_the_reference_values(case: dict[str, Any]) -> None:
    given = case["inputs"]
    found = erlang.patient(
        given["arrivals_per_hour"],
        given["aht_min"],
        given["agents"],
        given["threshold_min"],
        given["patience_min"],
    )
    named = {"mean_wait_min": found.mean_wait_minutes}
    for name, expected in case["expect"].items():
        value = named[name] if name in named else getattr(found, name)
        assert value == pytest.approx(expected, abs=case["tol"]), name


def test_without_load_nobody_is_needed_and_without_agents_nobody_is_served() -> None:
    assert erlang.smallest_agents(0, 5, 0.8, 15) == 0
    assert erlang.steady(0, 5, 0, 15).within == 0
    assert not erlang.steady(10, 5, 0, 15).stable


def test_the_smallest_number_of_agents_is_enough_and_one_fewer_is_not() -> None:
    for per_hour in (1, 7, 30, 200):
        agents = erlang.smallest_agents(per_hour, 6, 0.85, 20)
        assert erlang.steady(per_hour, 6, agents, 20).within >= 0.85
        assert erlang.steady(per_hour, 6, agents - 1, 20).within < 0.85
