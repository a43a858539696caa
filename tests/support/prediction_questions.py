"""Weeks with evenings that somebody answers, as staffing questions for tests."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from rotation.demand.prediction import predict
from rotation.demand.questions.prediction import (
    ChannelLoad,
    OpenWindow,
    PlannedDuty,
    PredictionQuestion,
)
from rotation.timespan import Week, wall_span, zone

PARIS = zone("Europe/Paris")
EVENING = ("17:00", "22:00")


def week(
    name: str = "2026-W49", per_hour: float = 6.0, heads: int = 1, **more: Any
) -> PredictionQuestion:
    """Return a week with evenings 17–22 by the clock on the wall, and so many people in each."""
    found = Week.parse(name)
    span = found.span(PARIS)
    spans = [each for day in found.days if (each := wall_span(day, *EVENING, PARIS))]
    staff = tuple(
        PlannedDuty(f"{name} {seat}", each.start, each.end)
        for seat in range(heads)
        for each in spans
    )
    count = round(span.length / timedelta(minutes=15))
    channel = ChannelLoad(
        "chat",
        (per_hour / 4,) * count,
        within_minutes=15.0,
        windows=tuple(OpenWindow(each.start, each.end) for each in spans),
    )
    settings = {"work_order": "fcfs", "engine": "exact", **more}
    return PredictionQuestion(span.start, span.end, "Europe/Paris", (channel,), staff, **settings)


def share(question: PredictionQuestion) -> float:
    """Return the share in time of the first channel."""
    found = predict.answered(question).channels[0].within_share
    assert found is not None
    return found


def changed(question: PredictionQuestion, **more: Any) -> PredictionQuestion:
    """Return a question whose channel differs."""
    return replace(question, channels=tuple(replace(each, **more) for each in question.channels))
