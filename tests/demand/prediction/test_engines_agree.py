"""What has to hold of the engines together, and of the exact one however a week is written down."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks import pooled
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand.prediction import predict
from rotation.demand.questions.prediction import PredictionQuestion
from rotation.demand.queueing import markov_chain
from rotation.demand.queueing.deadlines import Deadline
from rotation.demand.simulation.estimate import Stop, estimate
from rotation.demand.simulation.problem import SimulatedChannel, SimulationProblem, Spread
from support.prediction_questions import changed, week
from support.simulation_problems import EVENING, PATIENT, on


@settings(max_examples=6)
@given(
    per_hour=st.lists(st.integers(2, 14), min_size=4, max_size=4),
    heads=st.integers(1, 3),
    within=st.sampled_from([10.0, 20.0, 45.0]),
    seed=st.integers(1, 1000),
)
def test_exact_and_simulated_agree_where_the_chain_leaves_nothing_out(
    per_hour: list[int], heads: int, within: float, seed: int
) -> None:
    """Four standard errors: with three a chance in four hundred would fail."""
    plain = SimulatedChannel(
        "chat",
        tuple(each / 60 for each in per_hour),
        within,
        handling=Spread(6, 1, "exponential"),
    )
    problem = SimulationProblem(
        horizon=900,
        interval=60,
        channels=(plain,),
        order="fcfs",
        members=tuple(on(f"{at}", at, 4 + at) for at in range(heads)),
    )
    found = estimate(problem, None, Stop(0.004, PATIENT, seed)).channels[0]
    assert found.share is not None
    assert found.standard_error is not None
    exactly = pooled.shares(problem)["chat"]
    assert found.share == pytest.approx(exactly, abs=4 * found.standard_error + 5e-4)


def test_equal_halves_swap_their_values_when_their_priority_is_swapped() -> None:
    one = replace(EVENING.channels[0], slug="one", priority=0)
    other = replace(one, slug="other", priority=1)
    staff = tuple(on(f"{at}", 0, 4) for at in range(1))
    asked = replace(EVENING, channels=(one, other), members=staff, order="priority")
    turned = replace(asked, channels=(replace(one, priority=1), replace(other, priority=0)))
    (a, b), (c, d) = (
        estimate(each, None, Stop(0.004, PATIENT)).channels for each in (asked, turned)
    )
    assert a.share is not None
    assert b.share is not None
    assert a.share > b.share + 0.05
    for first, second in ((a, d), (b, c)):
        error = np.hypot(first.standard_error or 0, second.standard_error or 0)
        assert first.share == pytest.approx(second.share, abs=4 * error)


@settings(max_examples=15)
@given(
    later=st.integers(1, 40),
    per_hour=st.lists(st.floats(0.5, 20), min_size=3, max_size=3),
    heads=st.integers(0, 3),
    within=st.floats(5, 90),
)
def test_the_same_hours_at_another_time_give_the_same_shares(
    later: int, per_hour: list[float], heads: int, within: float
) -> None:
    """Quarters of an hour of nothing in front, people an hour after the first messages."""
    rates = np.repeat(np.array(per_hour) / 60, 4)
    step, shares = 15.0, []
    for shift in (0, later):
        start = shift * step
        channel = SimulatedChannel("chat", (*[0.0] * shift, *rates), within)
        hours = (start + 60) / 60
        problem = SimulationProblem(
            horizon=start + 600,
            interval=step,
            channels=(channel,),
            members=tuple(on(f"{at}", hours, hours + 3) for at in range(heads)),
        )
        passed = markov_chain.solve(pooled.course_of(problem))
        shares.append(passed.mixed(Deadline(within))[shift : shift + len(rates)])
    assert shares[0] == pytest.approx(shares[1], abs=1e-9)


@settings(max_examples=5)
@given(st.permutations(range(3)), st.floats(3, 12))
def test_channels_in_another_order_and_people_by_other_names_change_nothing(
    order: list[int], per_hour: float
) -> None:
    asked = three(per_hour)
    turned = replace(
        asked,
        channels=tuple(asked.channels[at] for at in order),
        staff=tuple(replace(each, member=each.member[::-1]) for each in reversed(asked.staff)),
    )
    found, again = (
        {each.channel: each for each in predict.answered(one).channels} for one in (asked, turned)
    )
    for slug, each in found.items():
        assert again[slug].within_share == pytest.approx(each.within_share, abs=2e-4)
        assert again[slug].p90_wait_minutes == each.p90_wait_minutes


def three(per_hour: float) -> PredictionQuestion:
    """Return a week of evenings with three channels of different targets."""
    asked = week(per_hour=per_hour / 3, heads=1)
    channels = [
        changed(asked, slug=slug, within_minutes=within, clock=clock).channels[0]
        for slug, within, clock in (
            ("chat", 15.0, "calendar"),
            ("mail", 60.0, "business"),
            ("post", 240.0, "calendar"),
        )
    ]
    return replace(asked, channels=tuple(channels))


@settings(max_examples=15)
@given(
    per_hour=st.lists(st.floats(0.5, 30), min_size=4, max_size=4),
    heads=st.integers(1, 4),
    backlog=st.integers(0, 8),
)
def test_what_came_in_was_handled_or_is_still_there(
    per_hour: list[float], heads: int, backlog: int
) -> None:
    """The mean number at the end is what was there and came, less what the busy have finished."""
    step = 2.5
    rates = tuple(each / 60 for each in per_hour for _ in range(round(60 / step)))
    channel = SimulatedChannel("chat", rates, 15.0, handling=Spread(6, 1), backlog=(0.0,) * backlog)
    members = tuple(on(f"{at}", 0, 4) for at in range(heads))
    course = pooled.course_of(SimulationProblem(240, (channel,), members, interval=step))
    passed = markov_chain.solve(course)
    _, busy = passed.numbers()
    finished = float(busy[:, 1:].mean(axis=1) @ np.diff(course.edges)) / 6
    left = float(np.arange(len(passed.end)) @ passed.end)
    assert left + finished == pytest.approx(backlog + sum(per_hour), abs=2e-3)
