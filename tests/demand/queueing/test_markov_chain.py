"""Engine A: reference cases, properties, clock changes, and the ends of what can be asked."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from benchmarks import staffing as benchmark
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand.queueing import deadlines, erlang, markov_chain, markov_kernels
from rotation.demand.queueing.deadlines import Deadline
from rotation.demand.queueing.markov_chain import ArrivalCourse
from rotation.demand.queueing.presence import Presence, head_counts
from support.paths import DATA

CASES: list[dict[str, Any]] = json.loads((DATA / "staffing-cases.json").read_text())["cases"]
HOURS = 4
FEW = settings(max_examples=25)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_reference_case_is_met_within_its_tolerance(case: dict[str, Any]) -> None:
    line = benchmark.answered(case, seed=1)
    assert "error" not in line
    assert list(benchmark.misses(case, line["value"])) == []


@pytest.mark.parametrize("case", CASES[:1] + CASES[9:12], ids=lambda case: str(case["id"]))
def test_the_benchmark_answers_whatever_is_expected(case: dict[str, Any]) -> None:
    blind = {name: each for name, each in case.items() if name != "expect"}
    assert benchmark.answered(blind, 1)["value"] == benchmark.answered(case, 1)["value"]


@pytest.mark.parametrize(
    "inputs",
    [
        {"arrivals_per_hour": [1, 2], "agents": [1]},
        {"arrivals_per_hour": [-1], "agents": [1]},
        {"arrivals_per_hour": [float("nan")], "agents": [1]},
        {"arrivals_per_hour": [], "agents": []},
        {"arrivals_per_hour": ["many"], "agents": [1]},
        {},
    ],
)
def test_a_case_that_cannot_be_is_an_error_of_its_own(inputs: dict[str, Any]) -> None:
    case = {"id": "x", "kind": "transient", "inputs": {"aht_min": 5, "threshold_min": 15, **inputs}}
    assert "error" in benchmark.answered(case, 1)


def course(
    rates: Sequence[float],
    stays: Sequence[Presence],
    *,
    handling: float = 6.0,
    backlog: int = 0,
    repeats: bool = False,
    cuts: Iterable[float] = (),
    ahead: float = 0.0,
) -> ArrivalCourse:
    """Return hours with rates per hour and named people, for a while longer than they last."""
    end = 60.0 * len(rates)
    every = [*np.arange(0.0, end, 15.0), *cuts]
    beyond = [Presence(end + ahead, end + ahead + 1e-3, 0)] if ahead else []
    staff = head_counts(stays, beyond, every, end, repeats=repeats)
    edges = np.append(staff.edges[staff.edges < end - 1e-9], end)
    middles = (edges[:-1] + edges[1:]) / 2
    each = np.array(rates, float)[(middles // 60).astype(int)] / 60
    days = (middles // 120).astype(np.int64)
    return ArrivalCourse(edges, each, days, staff, handling, backlog)


def by_hour(asked: ArrivalCourse, within: float = 15.0, **more: Any) -> list[float]:
    """Return shares by hour."""
    shares = markov_chain.solve(asked).mixed(Deadline(within, **more))
    hours = (asked.edges[:-1] // 60).astype(int)
    lengths = np.diff(asked.edges)
    return list(np.bincount(hours, shares * lengths) / np.bincount(hours, lengths))


def total(asked: ArrivalCourse, within: float = 15.0, **more: Any) -> float:
    """Return the share of all items."""
    shares = markov_chain.solve(asked).mixed(Deadline(within, **more))
    weights = asked.rates * np.diff(asked.edges)
    return float(shares @ weights / weights.sum())


rates_of_hours = st.lists(st.floats(0.5, 30), min_size=HOURS, max_size=HOURS)
quarters = st.integers(0, HOURS * 4 - 1)


@st.composite
def people(draw: st.DrawFn) -> list[Presence]:
    """Draw up to four people with a stretch each, in quarters of an hour."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(quarters)
        end = draw(st.integers(start + 1, HOURS * 4))
        found.append(Presence(15.0 * start, 15.0 * end))
    return found


@FEW
@given(rates_of_hours, people(), quarters, st.integers(1, 8), st.integers(0, 5))
def test_one_more_person_makes_no_interval_worse(
    rates: list[float], stays: list[Presence], at: int, length: int, backlog: int
) -> None:
    more = [*stays, Presence(15.0 * at, min(15.0 * (at + length), 60.0 * HOURS))]
    cuts = [edge for each in more for edge in (each.start, each.end) if edge < 60 * HOURS]
    before = course(rates, stays, backlog=backlog, cuts=cuts)
    after = course(rates, more, backlog=backlog, cuts=cuts)
    few, many = (markov_chain.solve(each).mixed(Deadline(15.0)) for each in (before, after))
    assert (many >= few - 1e-9).all()


@FEW
@given(rates_of_hours, people(), st.integers(0, HOURS - 1), st.floats(0.1, 20))
def test_more_messages_make_no_interval_better(
    rates: list[float], stays: list[Presence], hour: int, extra: float
) -> None:
    busier = [rate + extra * (at == hour) for at, rate in enumerate(rates)]
    few, many = (
        markov_chain.solve(course(each, stays)).mixed(Deadline(15.0)) for each in (rates, busier)
    )
    assert (many <= few + 1e-9).all()


@FEW
@given(rates_of_hours, people(), st.floats(1.0, 3.0))
def test_scaling_all_messages_up_never_raises_the_total(
    rates: list[float], stays: list[Presence], factor: float
) -> None:
    scaled = [factor * rate for rate in rates]
    assert total(course(scaled, stays)) <= total(course(rates, stays)) + 1e-9


@FEW
@given(rates_of_hours, people(), st.floats(1, 60), st.floats(0, 60), st.integers(0, 6))
def test_more_time_faster_work_and_less_backlog_are_never_worse(
    rates: list[float], stays: list[Presence], within: float, more: float, backlog: int
) -> None:
    asked = course(rates, stays, backlog=backlog)
    base = markov_chain.solve(asked).mixed(Deadline(within))
    longer = markov_chain.solve(asked).mixed(Deadline(within + more))
    faster = markov_chain.solve(replace(asked, handling=3.0)).mixed(Deadline(within))
    emptier = markov_chain.solve(replace(asked, backlog=0)).mixed(Deadline(within))
    assert (longer >= base - 1e-9).all()
    assert (faster >= base - 1e-9).all()
    assert (emptier >= base - 1e-9).all()


@FEW
@given(rates_of_hours, people(), st.floats(1, 60), quarters, st.integers(1, 8))
def test_the_business_clock_and_the_pick_up_are_never_stricter(
    rates: list[float], stays: list[Presence], within: float, at: int, length: int
) -> None:
    run = markov_chain.solve(course(rates, stays, ahead=600.0))
    opened = ((15.0 * at, min(15.0 * (at + length), 60.0 * HOURS)),)
    calendar = run.mixed(Deadline(within))
    assert (run.mixed(Deadline(within, opened)) >= calendar - 1e-9).all()
    assert (run.mixed(Deadline(within, None, (1.0, 4.0, 9.0))) <= calendar + 1e-9).all()


@FEW
@given(rates_of_hours, people(), st.floats(1.0, 59.0))
def test_a_cut_and_another_order_of_people_change_nothing(
    rates: list[float], stays: list[Presence], cut: float
) -> None:
    whole = total(course(rates, stays))
    assert total(course(rates, list(reversed(stays)))) == pytest.approx(whole, abs=1e-12)
    # Cutting changes where the Gauss points lie: the distributions are the same, shares nearly.
    again = markov_chain.solve(course(rates, stays, cuts=[cut]))
    assert np.abs(again.end - markov_chain.solve(course(rates, stays)).end).sum() < 1e-9


@FEW
@given(rates_of_hours, people(), st.integers(0, 5))
def test_what_comes_in_was_started_or_waits(
    rates: list[float], stays: list[Presence], backlog: int
) -> None:
    asked = course(rates, stays, backlog=backlog)
    run = markov_chain.solve(asked)
    assert run.end.sum() == pytest.approx(1.0, abs=1e-9)
    numbers, busy = run.numbers()
    assert (numbers >= busy - 1e-12).all()
    assert (numbers >= -1e-12).all()


@FEW
@given(rates_of_hours, st.integers(0, 5))
def test_without_people_nothing_is_answered_and_all_is_kept(
    rates: list[float], backlog: int
) -> None:
    asked = course(rates, [], backlog=backlog)
    assert by_hour(asked) == [0.0] * HOURS
    end = markov_chain.solve(asked).end
    assert np.arange(len(end)) @ end == pytest.approx(backlog + sum(rates), abs=1e-6)


def test_a_long_constant_load_tends_to_erlang_c() -> None:
    asked = course([9.0] * 72, [Presence(0, 72 * 60, 2)], handling=8.0)
    steady = erlang.steady(9.0, 8.0, 2, 15.0)
    assert by_hour(asked)[48] == pytest.approx(steady.within, abs=1e-5)


def test_a_hand_over_is_worth_more_than_one_person_throughout() -> None:
    rates = [8.0, 8.0]
    cuts = range(0, 120, 5)
    first, longer, second = Presence(0, 60), Presence(0, 65), Presence(65, 120)
    with_gap = total(course(rates, [first, second], handling=8.0, cuts=cuts))
    filled = total(course(rates, [longer, second], handling=8.0, cuts=cuts))
    one = total(course(rates, [Presence(0, 120)], handling=8.0, cuts=cuts))
    assert with_gap == pytest.approx(0.528, abs=2e-3)
    assert filled == pytest.approx(0.561, abs=2e-3)
    assert one == pytest.approx(0.511, abs=2e-3)


def test_busy_and_quiet_days_lower_the_share_as_measured() -> None:
    rates = [10.0, 11.0, 9.0, 7.0, 4.0]
    asked = course(rates, [Presence(0, 300)], handling=5.0, cuts=np.arange(0, 300, 5.0))
    asked = replace(asked, days=np.zeros(len(asked.rates), np.int64))
    found = [total(replace(asked, day_cv=cv)) for cv in (0.0, 0.15, 0.30, 0.50)]
    assert found == pytest.approx([0.688, 0.663, 0.607, 0.529], abs=1e-3)


def test_the_reply_sent_is_later_by_the_writing_time() -> None:
    """Quantiles of an exponential writing time of three minutes, the first case day after day."""
    writing = tuple(-3.0 * float(np.log1p(-(at + 0.5) / 32)) for at in range(32))
    rates, end, cuts = [10.0, 11.0, 9.0, 7.0, 4.0], [0.0] * 19, np.arange(0, 300, 5.0)
    asked = course([*rates, *end], [Presence(0, 300)], handling=5.0, repeats=True, cuts=cuts)
    assert total(asked) == pytest.approx(0.678, abs=5e-4)
    assert total(asked, writing=writing) == pytest.approx(0.6195, abs=5e-4)


@pytest.mark.parametrize(("mean", "need"), [(864.0, 905), (864.0, 800), (2000.0, 1900), (0.3, 4)])
def test_the_tail_of_a_poisson_count_holds_for_any_mean(mean: float, need: int) -> None:
    """With a mean of 864 a recursion from e^-m would say 1."""
    counts = np.arange(4000.0)
    logs = counts * np.log(mean) - mean - np.cumsum(np.log(np.maximum(counts, 1.0)))
    wanted = float(np.exp(logs)[need:].sum())
    chances = np.zeros(4000)
    markov_kernels.pulled_by(mean, 0.0, 1, 0, 3999, chances)
    assert chances[need] == pytest.approx(wanted, abs=1e-11)


def test_an_unstable_week_is_told_by_its_growth() -> None:
    asked = course([20.0] * 24, [Presence(600, 1200)], repeats=True)
    assert not markov_chain.is_stable(asked)
    assert markov_chain.growth(asked) == pytest.approx(20 * 24 - 600 / 6)


def test_a_week_near_its_limit_comes_to_rest_where_it_leads_back_to_itself() -> None:
    asked = course([5.0] * 24, [Presence(480, 1080)], handling=4.5, repeats=True)
    run = markov_chain.solve(asked)
    assert run.settled
    start = run.at_start(0)
    assert start[: len(run.end)] == pytest.approx(run.end[: len(start)], abs=1e-7)


def test_a_joiner_at_the_very_moment_an_item_is_due_counts() -> None:
    staff = head_counts([Presence(60, 120)], [], [0.0, 60.0], 120, repeats=False)
    moments = np.array([45.0])
    _, come = deadlines.completions_by(Deadline(15.0), moments, staff, 0.2)
    assert come.tolist() == [[1]]
    _, none = deadlines.completions_by(Deadline(14.9), moments, staff, 0.2)
    assert none.tolist() == [[0]]


def transient_by_steps(rates: Sequence[float], agents: int, minutes: float) -> float:
    """Return the expected items at the end by tiny steps of the differential equation."""
    p = np.zeros(200)
    p[0] = 1.0
    step, states = 0.02, np.arange(200)
    down = np.minimum(states, agents) / minutes
    for rate in rates:
        for _ in range(round(60 / step)):
            middle = p + step / 2 * slope(p, rate / 60, down)
            p = p + step * slope(middle, rate / 60, down)
    return float(states @ p)


def slope(p: Any, rate: float, down: Any) -> Any:
    """Return the change of a distribution a minute."""
    out = -(rate + down) * p
    out[1:] += rate * p[:-1]
    out[:-1] += (down * p)[1:]
    return out


def test_numbers_agree_with_the_differential_equation() -> None:
    rates = [20.0, 35.0, 10.0]
    end = markov_chain.solve(course(rates, [Presence(0, 180, 3)])).end
    assert float(np.arange(len(end)) @ end) == pytest.approx(
        transient_by_steps(rates, 3, 6.0), abs=1e-4
    )
