"""What has to hold of the simulation whatever the numbers are."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand.simulation.estimate import Estimate, Stop, estimate
from rotation.demand.simulation.problem import SimulatedChannel, SimulationProblem
from rotation.demand.simulation.replications import simulated
from support.simulation_problems import DAY, EVENING, PATIENT, on, share_of


def test_names_and_places_of_members_and_channels_change_nothing() -> None:
    turned = replace(
        EVENING,
        channels=EVENING.channels[::-1],
        members=tuple(replace(each, name=each.name[::-1]) for each in EVENING.members[::-1]),
    )
    asked = Stop(0.01, PATIENT)
    assert by_slug(estimate(turned, None, asked)) == by_slug(estimate(EVENING, None, asked))


def test_a_shift_cut_in_two_is_the_same_shift() -> None:
    cut = replace(EVENING, members=(on("Ann", 0, 2, 2, 4), EVENING.members[1]))
    assert estimate(cut, None, Stop(0.01, PATIENT)) == estimate(EVENING, None, Stop(0.01, PATIENT))


@settings(max_examples=25)
@given(
    starts=st.lists(st.integers(0, 9), min_size=1, max_size=4),
    more=st.integers(0, 9),
    length=st.integers(1, 4),
    seed=st.integers(1, 1000),
)
def test_one_more_shift_delays_no_reply(
    starts: list[int], more: int, length: int, seed: int
) -> None:
    """With one skill and first come first served no item starts later, so none is late for it."""
    staff = tuple(on(f"{place}", at, at + 3) for place, at in enumerate(starts))
    alone = replace(
        EVENING, channels=EVENING.channels[:1], members=staff, order="fcfs", horizon=780
    )
    helped = replace(alone, members=(*staff, on("more", more, more + length)))
    before, after = simulated(alone, seed, 30), simulated(helped, seed, 30)
    assert before is not None
    assert after is not None
    assert (after.items == before.items).all()
    assert (after.in_time >= before.in_time).all()
    assert sum(after.waits) <= sum(before.waits) + 1e-6


@settings(max_examples=15)
@given(within=st.integers(5, 120), seed=st.integers(1, 1000))
def test_one_target_for_all_makes_earliest_due_first_come(within: int, seed: int) -> None:
    channels = tuple(replace(each, within=float(within)) for each in EVENING.channels)
    due = simulated(replace(EVENING, channels=channels), seed, 20)
    come = simulated(replace(EVENING, channels=channels, order="fcfs"), seed, 20)
    assert due is not None
    assert come is not None
    assert (due.in_time == come.in_time).all()


@pytest.mark.parametrize("problem", [EVENING, replace(EVENING, members=())], ids=["some", "none"])
def test_whatever_comes_in_is_taken_up_or_waits_to_the_end(problem: SimulationProblem) -> None:
    found = simulated(problem, 4, 50)
    assert found is not None
    assert (found.items.sum(axis=(0, 1)) == found.bins.sum(axis=1)).all()


def test_nobody_on_answers_nothing_in_time() -> None:
    found = estimate(replace(EVENING, members=()), None, Stop(0.01, PATIENT))
    assert [each.share for each in found.channels] == [0, 0]
    assert found.all_targets_met_probability == 0


def test_where_nothing_comes_in_there_is_no_share_and_no_missed_target() -> None:
    quiet = replace(EVENING.channels[0], rates=())
    found = estimate(replace(EVENING, channels=(quiet,)), None, Stop(0.01, PATIENT))
    assert (found.channels[0].share, found.channels[0].target_met_probability) == (None, 1.0)


def test_one_message_a_year_is_no_reason_to_fail() -> None:
    rare = replace(EVENING.channels[0], rates=(1 / 525_600,) * 10)
    found = estimate(replace(EVENING, channels=(rare,)), None, Stop(0.003, 0.2))
    assert found.ended_by == "work"
    assert found.channels[0].target_met_probability > 0.9


def test_a_clock_that_never_runs_makes_nothing_late() -> None:
    closed = tuple(replace(each, open=()) for each in DAY.channels)
    found = estimate(replace(DAY, channels=closed), None, Stop(0.01, PATIENT))
    assert [each.share for each in found.channels] == [1, 1]


@pytest.mark.parametrize("hours", [167, 168, 169])
def test_weeks_with_a_changed_clock_are_simulated_to_their_end(hours: int) -> None:
    days = (0.0, *(60.0 * (24 * day + hours - 168) for day in range(1, 7)))
    week = SimulationProblem(
        horizon=60.0 * hours,
        interval=15,
        regime="typical",
        channels=(SimulatedChannel("a", (0.05,) * (4 * hours), 30),),
        members=tuple(on(f"{day}", 24 * day + 9, 24 * day + 25) for day in range(7)),
        days=days,
    )
    found = estimate(week, None, Stop(0.01, PATIENT))
    assert found.channels[0].volume == pytest.approx(3 * hours, rel=0.05)
    assert found.days[-1].volume == pytest.approx(72, rel=0.1)


def test_a_day_with_all_on_is_one_long_shift() -> None:
    always = replace(DAY, members=(on("Ann", 0, 24),))
    halves = replace(DAY, members=(on("Ann", 0, 12), on("Bob", 12, 24)))
    found = [estimate(each, None, Stop(0.005, PATIENT)) for each in (always, halves)]
    # Two people hand over once a day: a little more is done, never less.
    assert share_of(found[0]) <= share_of(found[1]) + 0.02


def by_slug(found: Estimate) -> list[Any]:
    days = sorted(found.days, key=lambda each: (each.day, each.slug))
    return [*sorted(found.channels, key=lambda each: each.slug), *days]


@pytest.mark.parametrize(("day_cv", "week_cv"), [(0.5, 0.0), (0.0, 0.5)])
def test_days_have_levels_of_their_own_and_weeks_one_for_all(day_cv: float, week_cv: float) -> None:
    busy = SimulatedChannel("a", (2.0,) * 24)
    week = replace(
        EVENING, channels=(busy,), horizon=1440, days=(0.0, 720.0), day_cv=day_cv, week_cv=week_cv
    )
    found = simulated(week, 3, 2000)
    assert found is not None
    days = found.items[:, :, 0].astype(float)
    assert np.corrcoef(days.T)[0, 1] == pytest.approx(1 if week_cv else 0, abs=0.08)
    assert days.std(axis=0) / days.mean(axis=0) == pytest.approx([0.5, 0.5], rel=0.08)
