"""Counts are certified by the simulation: what the order of work takes is put back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from rotation.demand.headcount import planner
from rotation.demand.prediction import predict
from rotation.demand.questions.prediction import (
    ChannelLoad,
    OpenWindow,
    PlannedDuty,
    PredictionAnswer,
    PredictionQuestion,
)
from rotation.demand.questions.requirement import Choice, PlanAnswer, PlanQuestion

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
HOURS = {"early": (17, 20), "late": (19, 22), "evening": (17, 22)}


def at(day: int, hour: int) -> datetime:
    """Return an hour of the week."""
    return MONDAY + timedelta(days=day, hours=hour)


def week(
    order: Literal["earliest_due", "fcfs"] = "earliest_due",
    messages: int = 50,
    minutes: float = 240,
) -> PlanQuestion:
    """Return evenings with chats that are urgent and mail that has time, which comes last."""
    evenings = tuple(OpenWindow(at(day, 17), at(day, 22)) for day in range(7))

    def load(slug: str, volume: int, share: float, within: float, handling: float) -> ChannelLoad:
        hourly = tuple(
            volume / 5 if 17 <= hour < 22 else 0.0 for _ in range(7) for hour in range(24)
        )
        return ChannelLoad(slug, hourly, share, within, handling_minutes=handling, windows=evenings)

    channels = (load("chat", messages, 0.8, 15.0, 5.0), load("mail", 10, 0.9, minutes, 8.0))
    asked = PredictionQuestion(
        MONDAY,
        at(7, 0),
        "UTC",
        channels,
        interval_minutes=60,
        regime="typical",
        work_order=order,
        day_cv=0.1,
    )
    choices = tuple(
        Choice(f"{day} {name}", str(at(day, 0).date()), at(day, start), at(day, end), 0, 4)
        for day in range(7)
        for name, (start, end) in HOURS.items()
    )
    return PlanQuestion(asked, choices)


def simulated(asked: PlanQuestion, found: PlanAnswer) -> PredictionAnswer:
    """Return what the simulation says of some counts, with another seed."""
    staff = tuple(
        PlannedDuty(f"{each.key} {seat}", one.start, one.end)
        for each, one in zip(found.counts, asked.choices, strict=True)
        for seat in range(each.heads)
    )
    return predict.answered(replace(asked.week, staff=staff, engine="simulation", seed=7))


@pytest.mark.parametrize(("messages", "minutes"), [(50, 240.0), (30, 60.0)])
def test_every_channel_has_its_target_by_the_simulation(messages: int, minutes: float) -> None:
    asked = week(messages=messages, minutes=minutes)
    found = planner.planned(asked)
    assert found.met
    assert found.certified
    for each in simulated(asked, found).channels:
        assert (each.within_share or 0.0) >= each.target_share - 0.005, each


def test_the_urgent_channel_is_not_staffed_for_an_order_that_nobody_works_in() -> None:
    """By what is due first fewer hours do than in order of arrival."""
    due, arrival = (planner.planned(week(order, 30, 120.0)) for order in ("earliest_due", "fcfs"))
    assert due.met
    assert due.hours < arrival.hours


def test_what_the_plan_says_of_its_channels_is_what_the_simulation_says() -> None:
    asked = week()
    found = planner.planned(asked)
    for told, each in zip(found.channels, simulated(asked, found).channels, strict=True):
        assert told.within_share == pytest.approx(each.within_share, abs=0.012)


def test_the_chain_alone_judges_where_it_leaves_nothing_out() -> None:
    assert not planner.planned(week("fcfs", 30, 60.0)).certified


def test_certified_counts_are_the_same_every_time() -> None:
    first, second = (planner.planned(week()) for _ in range(2))
    assert replace(first, seconds=0.0) == replace(second, seconds=0.0)
