"""Numbers that reach the engines: finite, in a range where the engines are accurate."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf, isfinite, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand import dispatch
from rotation.demand.questions.bounds import MOST_ITEMS, calculable
from rotation.demand.questions.prediction import (
    ChannelLoad,
    ExtraHeads,
    Json,
    PredictionQuestion,
    to_json,
)
from rotation.errors import Impossible

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def week(rate: float, **changed: Any) -> PredictionQuestion:
    """Return a typical week of so many messages an hour, with two people from 9 to 17."""
    days = [MONDAY + timedelta(days=at) for at in range(7)]
    hours = timedelta(hours=9), timedelta(hours=17)
    plain = PredictionQuestion(
        MONDAY,
        MONDAY + timedelta(days=7),
        "UTC",
        (ChannelLoad("chat", (rate,) * 168),),
        base=tuple(ExtraHeads(day + hours[0], day + hours[1], 2) for day in days),
        interval_minutes=60.0,
        regime="typical",
        engine="exact",
    )
    return replace(plain, **changed)


def answered(question: PredictionQuestion) -> Json:
    """Return the answer to a question as the edge asks it."""
    return dispatch.answer(to_json(calculable(question)))


@pytest.mark.parametrize("regime", ["typical", "dated"])
@pytest.mark.parametrize("rate", [5e-324, 2.3e-308, 1e-300, 1e-12])
def test_next_to_no_arrivals_are_answered_as_none(rate: float, regime: str) -> None:
    few, none = (answered(week(each, regime=regime)) for each in (rate, 0.0))
    assert few["channels"][0]["within_share"] == none["channels"][0]["within_share"] > 0


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (week(nan), "/arrivals"),
        (week(inf), "/arrivals"),
        (week(-1.0), "/arrivals"),
        (week(MOST_ITEMS), "/arrivals"),
        (week(1.0, backlog={"chat": 2 * MOST_ITEMS}), "/backlog"),
        (week(1.0, channels=(ChannelLoad("chat", (1.0,), handling_minutes=1e-4),)), "/channels"),
        (week(1.0, channels=(ChannelLoad("chat", (1.0,), handling_minutes=1e6),)), "/channels"),
        (week(1.0, channels=(ChannelLoad("chat", (1.0,), handling_cv=nan),)), "/channels"),
        (week(1.0, day_cv=nan), ""),
        (week(1.0, week_cv=1e7), ""),
        (week(1.0, shrinkage=1.0), ""),
    ],
)
def test_a_number_beyond_the_range_is_refused_by_its_field(
    question: PredictionQuestion, field: str
) -> None:
    for ask in (calculable, lambda each: dispatch.answer(to_json(each))):
        with pytest.raises(Impossible) as refused:
            ask(question)
        assert refused.value.field in {field, None if field else ""}


def test_a_factor_counts_where_arrivals_are_bounded() -> None:
    with pytest.raises(Impossible) as refused:
        calculable(week(200.0), {"arrivals": "/volumes"}, factor=10.0)
    assert refused.value.field == "/volumes"


NUMBERS = st.sampled_from([0.0, 5e-324, 1e-300, 1e-9, 1e-3, 1.0, 20.0, 500.0])


@settings(max_examples=25)
@given(
    rates=st.lists(NUMBERS, min_size=168, max_size=168),
    handling=st.sampled_from([0.01, 0.5, 5.0, 1440.0]),
    spread=st.sampled_from([0.0, 0.01, 0.4, 1.0]),
    heads=st.sampled_from([0, 1, 40, 500]),
    regime=st.sampled_from(["typical", "dated"]),
)
def test_whatever_is_in_range_is_answered_by_finite_numbers(
    rates: list[float], handling: float, spread: float, heads: int, regime: str
) -> None:
    load = ChannelLoad("chat", tuple(rates), handling_minutes=handling)
    base = tuple(replace(each, heads=heads) for each in week(1.0).base)
    asked = week(1.0, channels=(load,), base=base, regime=regime, day_cv=spread, week_cv=spread)
    for number in numbers(answered(asked)):
        assert isfinite(number)


def numbers(value: Any) -> list[float]:
    """Return every number in a JSON value."""
    if isinstance(value, dict):
        return [each for part in value.values() for each in numbers(part)]
    if isinstance(value, list):
        return [each for part in value for each in numbers(part)]
    return [float(value)] if isinstance(value, (int, float)) else []
