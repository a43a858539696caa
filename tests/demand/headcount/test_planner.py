"""From targets to shifts: met in the exact week, cheaper than Erlang, by tables or by curve."""

from dataclasses import replace
from itertools import count, pairwise
from math import inf

import pytest
from benchmarks import savings

from rotation.demand import effort
from rotation.demand.effort import Effort
from rotation.demand.headcount import cover_models, day_profiles, planner
from rotation.demand.headcount.day_profiles import ProfileRow, ShiftToStaff, undominated
from rotation.demand.prediction.minute_grid import build_grid
from rotation.demand.questions.requirement import PlanQuestion


@pytest.fixture(scope="module")
def small() -> PlanQuestion:
    """A week of 400 messages with three shifts a day."""
    asked = savings.week(400.0, 2)
    kept = tuple(each for at, each in enumerate(asked.choices) if at % 5 in {0, 1, 4})
    return replace(asked, choices=kept)


def test_the_counts_meet_the_targets_of_the_exact_week_with_fewer_hours(
    small: PlanQuestion,
) -> None:
    found = planner.planned(small)
    counts = {each.key: each.heads for each in found.counts}
    assert found.met
    assert found.method == "tables"
    assert savings.is_met(small, savings.achieved(small, counts))
    by_erlang = savings.erlang(small)
    hours = sum(
        by_erlang[each.key] * (each.end - each.start).total_seconds() / 3600
        for each in small.choices
    )
    assert found.hours <= hours


def test_the_same_question_has_the_same_answer(small: PlanQuestion) -> None:
    first, second = (planner.planned(small) for _ in range(2))
    assert first.counts == second.counts


def test_counts_stay_between_minimum_and_maximum_when_targets_cannot_be_met(
    small: PlanQuestion,
) -> None:
    tight = replace(
        small, factor=6.0, choices=tuple(replace(each, maximum=1) for each in small.choices)
    )
    found = planner.planned(tight)
    assert not found.met
    assert all(0 <= each.heads <= 1 for each in found.counts)


def test_more_messages_need_no_fewer_hours(small: PlanQuestion) -> None:
    hours = [planner.planned(replace(small, factor=each)).hours for each in (0.6, 1.0, 1.4)]
    assert hours == sorted(hours)


def test_nobody_is_missing_for_longer_than_the_team_allows(small: PlanQuestion) -> None:
    quiet = replace(small, factor=0.01)
    found = planner.planned(replace(quiet, gap_minutes=60.0))
    counts = {each.key: each.heads for each in found.counts}
    assert planner.planned(quiet).hours <= found.hours
    for day in range(5):
        assert counts[f"{day}-17-20"] + counts[f"{day}-17-23"] >= 1


def test_many_at_once_are_planned_by_a_curve() -> None:
    asked = savings.week(6000.0, 25)
    asked = replace(asked, choices=asked.choices[:10], work=5.0)
    windows = tuple(replace(each, windows=each.windows[:2]) for each in asked.week.channels)
    found = planner.planned(replace(asked, week=replace(asked.week, channels=windows)))
    assert found.method == "curve"
    assert found.met


def test_an_open_place_is_priced_by_the_replies_it_loses(small: PlanQuestion) -> None:
    lost = [each.lost for each in planner.planned(small).counts if each.heads]
    assert all(each >= 0 for each in lost)
    assert max(lost) > 1


def test_a_row_that_another_beats_is_dropped() -> None:
    rows = [
        ProfileRow((1,), 60.0, (5.0, 5.0)),
        ProfileRow((2,), 120.0, (5.0, 4.0)),
        ProfileRow((3,), 60.0, (4.0, 6.0)),
        ProfileRow((4,), 180.0, (9.0, 9.0)),
    ]
    assert {each.heads for each in undominated(rows)} == {(1,), (3,), (4,)}


def test_windows_of_days_do_not_overlap(small: PlanQuestion) -> None:
    grid = build_grid(small.week)
    windows = day_profiles.windows(grid, [planner.place(grid, each) for each in small.choices])
    assert len(windows) == 7
    assert all(a.end <= b.start for a, b in pairwise(windows))


def test_a_plan_whose_work_was_done_says_so_and_has_counts_all_the_same(
    small: PlanQuestion,
) -> None:
    assert planner.planned(small).ended_by == "search"
    hurried = planner.planned(replace(small, work=0.0))
    assert hurried.ended_by == "effort"
    assert {each.key for each in hurried.counts} == {each.key for each in small.choices}


@pytest.mark.parametrize("work", [0.5, 20.0])
def test_counts_do_not_depend_on_the_clock(
    small: PlanQuestion, work: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are the same where an hour passes between two looks at the clock."""
    asked = replace(small, work=work, cap_seconds=inf)
    idle = planner.planned(asked)
    hours = count(0.0, 3600.0)
    for module in (planner, effort):
        monkeypatch.setattr(module, "perf_counter", lambda: next(hours))
    busy = planner.planned(asked)
    assert replace(busy, seconds=0.0) == replace(idle, seconds=0.0)


def test_the_clock_is_a_cap_that_leaves_a_mark(small: PlanQuestion) -> None:
    cut = planner.planned(replace(small, cap_seconds=0.0))
    assert cut.ended_by == "clock"
    assert not cut.complete
    assert {each.key for each in cut.counts} == {each.key for each in small.choices}


def test_a_choice_is_made_even_when_there_is_no_time_to_look_for_one() -> None:
    rows = [ProfileRow((0,), 0.0, (1.0,)), ProfileRow((1,), 60.0, (5.0,))]
    chosen = cover_models.choose_profiles([rows] * 7, [20.0], Effort(), 0.0)
    assert [each.heads for each in chosen.rows] == [(1,)] * 7
    assert not chosen.proven
    places = [ShiftToStaff("late", "1", 0.0, 60.0, 0, 3)]
    assert cover_models.least_cover(places, [cover_models.Needed(0.0, 60.0, 2)], Effort(), 0.0) == {
        "late": 3
    }
