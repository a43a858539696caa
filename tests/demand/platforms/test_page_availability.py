"""Badges of pages that may be away for some hours at a time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand.platforms import page_availability
from rotation.demand.platforms.badges import BadgeRule
from rotation.demand.prediction import predict
from rotation.demand.questions.prediction import OpenWindow, PredictionQuestion
from rotation.timespan import Span
from support.prediction_questions import changed, week

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


def hours(first: float, last: float) -> Span:
    """Return a stretch in hours from Monday."""
    return Span(MONDAY + timedelta(hours=first), MONDAY + timedelta(hours=last))


def kept_with(asked: PredictionQuestion, hours: float | None) -> float:
    """Return the share of a badge whose page may be away for so many hours at a time."""
    rule = BadgeRule(minutes=15.0, clock="business", away_hours=hours)
    return predict.answered(changed(asked, badge=rule)).badge[0].within_share


def closed_between(asked: PredictionQuestion) -> PredictionQuestion:
    """Return a question whose windows call closed what lies between the evenings."""
    spans = asked.channels[0].windows
    gaps = [OpenWindow(a.end, b.start, "closed") for a, b in pairwise(spans)]
    edges = [
        OpenWindow(asked.start, spans[0].start, "closed"),
        OpenWindow(spans[-1].end, asked.end, "closed"),
    ]
    return changed(asked, windows=tuple(sorted([*spans, *gaps, *edges], key=lambda w: w.start)))


def test_after_the_hours_away_the_clock_runs_until_the_page_is_open_again() -> None:
    found = page_availability.available(
        [hours(17, 22)], [hours(0, 17), hours(22, 30)], timedelta(hours=12)
    )
    assert found == [hours(12, 22)]


def test_closed_stretches_that_meet_are_one_and_hours_of_others_are_in_none() -> None:
    closed = [hours(0, 8), hours(8, 16), hours(20, 30)]
    assert page_availability.available([], closed, timedelta(hours=12)) == [hours(12, 16)]


def test_a_closed_night_within_the_hours_away_costs_nothing() -> None:
    asked = closed_between(week(per_hour=0.3, heads=3))
    # From 22:00 until 17:00 are nineteen hours.
    assert kept_with(asked, 19.0) == kept_with(asked, None)
    assert kept_with(asked, 12.0) < kept_with(asked, None) - 0.2


def test_a_page_without_windows_is_away_while_nobody_is_on() -> None:
    plain = changed(week(per_hour=4.0, heads=2), windows=())
    for hours_away in (None, 0.0, 12.0):
        told = kept_with(closed_between(week(per_hour=4.0, heads=2)), hours_away)
        assert abs(kept_with(plain, hours_away) - told) < 0.02


def test_the_end_of_a_week_that_repeats_adjoins_its_start() -> None:
    asked = closed_between(week(per_hour=4.0, heads=2, regime="typical"))
    turned = asked.channels[0].windows
    # One closed stretch, told as two of seventeen and two hours or as one over the end.
    over = OpenWindow(
        turned[-1].start, turned[-1].end + (turned[0].end - turned[0].start), "closed"
    )
    other = changed(asked, windows=(*turned[1:-1], over))
    assert kept_with(asked, 18.0) == kept_with(other, 18.0) < kept_with(asked, 19.0)


@settings(max_examples=6)
@given(st.lists(st.floats(0.0, 24.0), min_size=2, max_size=2, unique=True))
def test_being_away_for_longer_never_loses_a_badge(limits: list[float]) -> None:
    asked = closed_between(week(per_hour=4.0, heads=1))
    less, more = sorted(limits)
    assert kept_with(asked, less) <= kept_with(asked, more) + 1e-4
    by_calendar = BadgeRule(minutes=15.0, clock="calendar")
    always = predict.answered(changed(asked, badge=by_calendar)).badge[0].within_share
    assert always <= kept_with(asked, less) + 1e-4
