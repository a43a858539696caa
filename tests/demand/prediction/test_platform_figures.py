"""What platforms count, what closing costs, and what shifts and clocks are told apart."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand.platforms.badges import BadgeRule
from rotation.demand.prediction import predict
from rotation.demand.questions.prediction import Stretch
from support.prediction_questions import changed, share, week


def test_a_lost_badge_names_the_days_that_lose_it() -> None:
    asked = week(per_hour=6.0, heads=2)
    missing = asked.channels[0].windows[5].start
    staff = tuple(each for each in asked.staff if each.start != missing)
    rule = BadgeRule(rate=0.9, minutes=15.0, days=7, statistic="p90", clock="calendar")
    found = predict.answered(changed(replace(asked, staff=staff), badge=rule)).badge[0]
    assert not found.kept
    assert found.within_share < 0.9
    assert found.caused_by[0].isoweekday() == 6
    first = found.hours[0]
    assert (first.start, first.end) == (missing, asked.channels[0].windows[5].end)
    assert first.late > 0.4 * 6.0 * (first.end - first.start) / timedelta(hours=1)


def test_a_reply_window_is_missed_over_a_long_closure() -> None:
    asked = changed(week(per_hour=6.0, heads=2), reply_window_minutes=1440.0)
    spans = asked.channels[0].windows
    staff = tuple(each for each in asked.staff if each.start.isoweekday() < 6)
    full = predict.answered(asked).reply_windows[0]
    answer = predict.answered(replace(asked, staff=staff))
    few = answer.reply_windows[0]
    assert len(spans) == 7
    assert full.missed_share == pytest.approx(0.0, abs=0.01)
    assert few.missed_share > 0.1
    assert few.missed_share == answer.channels[0].window_missed_share
    # Who writes on Saturday or Sunday evening and is not answered before Monday evening.
    assert few.hours[0].start == spans[5].start
    assert sum(each.late for each in few.hours) == pytest.approx(few.missed, abs=0.1)


@settings(max_examples=8)
@given(
    closed=st.sets(st.integers(0, 6), min_size=1, max_size=5),
    per_hour=st.floats(2.0, 9.0),
    heads=st.integers(1, 2),
)
def test_closing_a_window_never_helps_by_the_calendar_clock(
    closed: set[int], per_hour: float, heads: int
) -> None:
    asked = week(per_hour=per_hour, heads=heads)
    windows = asked.channels[0].windows
    ours = tuple(
        replace(each, state="closed") if at in closed else each for at, each in enumerate(windows)
    )
    staff = tuple(
        each for each in asked.staff if all(each.start != windows[at].start for at in closed)
    )
    assert share(changed(replace(asked, staff=staff), windows=ours)) <= share(asked) + 1e-4


def test_the_stretches_of_a_day_are_what_the_day_is() -> None:
    asked = week(per_hour=8.0, heads=1)
    spans = [(each.start, each.end) for each in asked.channels[0].windows]
    halves = [(a, a + (b - a) / 2) for a, b in spans] + [(a + (b - a) / 2, b) for a, b in spans]
    found = predict.answered(
        replace(asked, stretches=tuple(Stretch(*each) for each in sorted(halves)))
    )
    assert len(found.stretches) == 14
    for at, day in enumerate(found.days):
        whole = day.channels[0]
        first, second = (each.channels[0] for each in found.stretches[2 * at : 2 * at + 2])
        assert first.volume + second.volume == pytest.approx(whole.volume, abs=0.02)
        assert whole.within_share is not None
        mean = sum(each.volume * (each.within_share or 0) for each in (first, second))
        assert mean / whole.volume == pytest.approx(whole.within_share, abs=1e-3)


def test_shares_by_both_clocks_are_those_of_the_engine_that_answers() -> None:
    asked = week(per_hour=9.0, heads=1, engine="simulation", include=("clocks",))
    asked = changed(asked, handling_cv=0.3)
    found, plain = predict.answered(asked), predict.answered(replace(asked, engine="exact"))
    own, exactly = found.channels[0], plain.channels[0]
    assert own.calendar_share == pytest.approx(own.within_share, abs=2e-4)
    assert own.within_share != exactly.within_share
    assert own.calendar_share is not None
    assert own.business_share is not None
    assert own.business_share >= own.calendar_share
