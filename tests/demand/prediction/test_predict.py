"""Predictions: real weeks with clock changes, empty ends, windows, skills, both engines."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand.prediction import exact_figures, predict, simulated_figures
from rotation.demand.prediction.minute_grid import build_grid
from rotation.demand.questions.prediction import (
    ChannelLoad,
    ExtraHeads,
    OpenWindow,
    PredictionAnswer,
    answer_from_json,
    to_json,
)
from rotation.demand.queueing import markov_chain
from rotation.demand.queueing.capacity import Capacity, overloaded
from support.oracles import inbox
from support.prediction_questions import changed, share, week


@pytest.mark.parametrize(
    ("name", "hours"), [("2026-W13", 167), ("2026-W49", 168), ("2026-W43", 169)]
)
def test_a_week_has_its_own_length_and_evenings_stay_evenings(name: str, hours: int) -> None:
    asked = week(name)
    assert (asked.end - asked.start) / timedelta(hours=1) == hours
    found = predict.answered(asked)
    assert found.channels[0].volume == pytest.approx(7 * 5 * 6)
    assert found.channels[0].within_share == pytest.approx(share(week()), abs=2e-3)
    assert len(found.days) == 7


def test_all_hours_of_a_long_week_count_when_no_window_is_named() -> None:
    found = predict.answered(changed(week("2026-W43"), windows=()))
    assert found.channels[0].volume == pytest.approx(169 * 6)


@pytest.mark.parametrize("regime", ["dated", "typical"])
@pytest.mark.parametrize(
    "empty",
    [
        {"staff": ()},
        {"channels": ()},
        {"channels": (ChannelLoad("chat", ()),)},
        {"channels": (ChannelLoad("chat", ()),), "staff": ()},
    ],
)
def test_nobody_and_nothing_are_answered_too(regime: Any, empty: dict[str, Any]) -> None:
    for engine in ("exact", "simulation"):
        asked = replace(week(day_cv=0.2, week_cv=0.1), regime=regime, engine=engine, **empty)
        found = predict.answered(asked)
        assert answer_from_json(to_json(found)) == found


def test_closed_hours_wait_and_count_and_hours_not_named_do_not() -> None:
    asked = week(heads=2)
    at_night = [
        OpenWindow(each.end, each.end + timedelta(hours=19), "closed")
        for each in asked.channels[0].windows[:-1]
    ]
    closed = changed(asked, windows=(*asked.channels[0].windows, *at_night))
    assert predict.answered(closed).channels[0].volume > 2 * 210
    assert share(closed) < share(asked) - 0.2
    business = changed(closed, clock="business")
    assert share(business) > share(closed)


def test_a_check_in_answers_but_does_not_run_the_clock() -> None:
    asked = changed(week(heads=2), clock="business")
    windows = asked.channels[0].windows
    visits = tuple(replace(each, state="check_in") for each in windows[:-1])
    assert share(changed(asked, windows=(*visits, windows[-1]))) >= share(asked) - 1e-9


def test_a_message_a_year_does_not_fail() -> None:
    found = predict.answered(week(per_hour=1 / 8760, regime="typical"))
    assert found.channels[0].within_share == pytest.approx(1.0, abs=0.01)


def test_an_unstable_typical_week_has_no_share_anywhere() -> None:
    for engine in ("exact", "simulation", "auto"):
        found = predict.answered(week(per_hour=30.0, regime="typical", engine=engine))
        assert not found.stable
        assert found.backlog_growth_per_week == pytest.approx(7 * (5 * 30 - 60), abs=0.1)
        assert found.channels[0].within_share is None
        assert all(each.within_share is None for day in found.days for each in day.channels)
        assert found.worst_intervals == ()


def test_a_dated_week_with_too_much_keeps_figures_flag_and_backlog() -> None:
    found = predict.answered(week(per_hour=30.0))
    assert not found.stable
    assert found.channels[0].within_share is not None
    assert found.backlog_at_end
    assert found.backlog_at_end.mean == pytest.approx(630, rel=0.05)


def test_channels_too_few_can_answer_are_named() -> None:
    asked = week(heads=3, regime="typical")
    staff = tuple(
        replace(each, channels=("chat",) if each.member.endswith("0") else ("mail",))
        for each in asked.staff
    )
    busy = replace(asked.channels[0], arrivals=tuple(3 * x for x in asked.channels[0].arrivals))
    both = (busy, replace(asked.channels[0], slug="mail"))
    found = predict.answered(replace(asked, channels=both, staff=staff))
    assert not found.stable
    assert found.overloaded == ("chat",)


@settings(max_examples=60)
@given(st.data())
def test_overload_is_found_exactly_where_some_channels_ask_too_much(data: st.DataObject) -> None:
    slugs = ("a", "b", "c")
    work = {slug: float(data.draw(st.integers(0, 9))) for slug in slugs}
    people = [
        Capacity(
            tuple(data.draw(st.sets(st.sampled_from(slugs), min_size=1))),
            data.draw(st.integers(1, 9)) + 0.3,
        )
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    subsets = [{s for at, s in enumerate(slugs) if bits >> at & 1} for bits in range(1, 8)]
    excess = max(
        sum(work[s] for s in own) - sum(p.minutes for p in people if own & set(p.channels))
        for own in subsets
    )
    names, short = overloaded(work, people)
    assert short == pytest.approx(max(0.0, excess), abs=1e-6)
    assert bool(names) == (excess > 1e-6)


def test_a_short_break_loses_time_but_hands_nothing_over() -> None:
    asked = week(per_hour=8.0)
    whole = share(asked)
    halves = tuple(
        part
        for each in asked.staff
        for part in (
            replace(each, end=each.start + timedelta(hours=2)),
            replace(each, start=each.start + timedelta(hours=2, minutes=10)),
        )
    )
    with_break = build_grid(replace(asked, staff=halves))
    assert with_break.lost == pytest.approx(10 / 300)
    assert len(with_break.people) == 21
    assert share(replace(asked, staff=halves)) < whole


def test_people_beside_the_rota_answer_too() -> None:
    asked = week(per_hour=8.0)
    beside = tuple(ExtraHeads(each.start, each.end, 1) for each in asked.staff)
    assert share(replace(asked, base=beside)) == pytest.approx(share(week(per_hour=8.0, heads=2)))


def test_a_backlog_makes_the_first_day_worse_and_not_the_last() -> None:
    asked = week(per_hour=6.0, heads=2)
    plain, late = (predict.answered(replace(asked, backlog=b)) for b in ({}, {"chat": 60.0}))
    assert day_share(late, 0) < day_share(plain, 0) - 0.1
    assert day_share(late, 6) == pytest.approx(day_share(plain, 6), abs=1e-3)


def day_share(found: PredictionAnswer, day: int) -> float:
    """Return the share of the first channel on a day."""
    value = found.days[day].channels[0].within_share
    assert value is not None
    return value


def test_business_is_never_stricter_than_calendar_nor_pick_up_than_the_reply() -> None:
    asked = week(per_hour=9.0, day_cv=0.2, week_cv=0.1)
    assert share(changed(asked, clock="business")) >= share(asked)
    assert share(changed(asked, measured_at="reply_sent")) <= share(asked)


def test_the_range_of_the_forecast_is_around_the_share() -> None:
    channel = predict.answered(week(per_hour=9.0, week_cv=0.15, day_cv=0.2)).channels[0]
    assert channel.low is not None
    assert channel.high is not None
    assert channel.within_share is not None
    assert channel.low < channel.within_share < channel.high


def test_the_chain_agrees_with_an_inbox_played_out_by_hand() -> None:
    """Exponential handling times, first come first served: what the chain calculates."""
    asked = week(per_hour=9.0, heads=1)
    grid = build_grid(asked)
    known = exact_figures.ExactFigures(grid, markov_chain.solve(grid.course()))
    wanted = known.total(0, known.shares(asked.channels[0]).mixed)
    plain = simulated_figures.problem_of(grid)
    law = replace(plain.channels[0].handling, distribution="exponential")
    problem = replace(plain, channels=(replace(plain.channels[0], handling=law),))
    found, error = inbox.shares(problem, 150, seed=3)["chat"]
    assert wanted == pytest.approx(found, abs=3 * error + 0.002)


def test_the_simulation_is_within_three_errors_of_the_chain_it_controls() -> None:
    asked = week(per_hour=9.0, heads=1, engine="simulation")
    found = predict.answered(asked).channels[0]
    assert found.engine == "simulation"
    assert found.standard_error is not None
    # A lognormal law of the same spread is not an exponential one: a point or two.
    assert found.within_share == pytest.approx(share(week(per_hour=9.0)), abs=0.03)
