"""Floors of days: a target holds over the week, and no open day is given up for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from rotation.demand.headcount import planner
from rotation.demand.prediction import predict
from rotation.demand.questions import prediction as staffing
from rotation.demand.questions.prediction import (
    ChannelLoad,
    OpenWindow,
    PlannedDuty,
    PredictionQuestion,
)
from rotation.demand.questions.requirement import Choice, PlanAnswer, PlanQuestion

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
VOLUMES = (117, 60, 60, 60, 91, 60, 60)
"""Messages of an evening: Monday is the busiest."""


def at(day: int, hour: int) -> datetime:
    """Return an hour of the week."""
    return MONDAY + timedelta(days=day, hours=hour)


def week(floor: float | None, share: float = 0.7, maximum: int = 3) -> PlanQuestion:
    """Return a week of evenings 17–22 in which the busiest is given up first."""
    evenings = tuple(OpenWindow(at(day, 17), at(day, 22)) for day in range(7))
    arrivals = tuple(
        VOLUMES[day] / 5 if 17 <= hour < 22 else 0.0 for day in range(7) for hour in range(24)
    )
    channel = ChannelLoad(
        "whatsapp", arrivals, share, 15.0, handling_minutes=5.0, windows=evenings, floor=floor
    )
    asked = PredictionQuestion(
        MONDAY,
        at(7, 0),
        "UTC",
        (channel,),
        interval_minutes=60,
        regime="typical",
        work_order="fcfs",
    )
    choices = tuple(
        Choice(f"{day}", str(at(day, 0).date()), at(day, 17), at(day, 22), 1, maximum)
        for day in range(7)
    )
    return PlanQuestion(asked, choices)


def shares(asked: PlanQuestion, found: PlanAnswer) -> list[float]:
    """Return what each evening gets from some counts."""
    staff = tuple(
        PlannedDuty(f"{each.key} {seat}", one.start, one.end)
        for each, one in zip(found.counts, asked.choices, strict=True)
        for seat in range(each.heads)
    )
    answer = predict.answered(replace(asked.week, staff=staff, engine="exact"))
    return [day.channels[0].within_share or 0.0 for day in answer.days]


def test_without_a_floor_the_busiest_evening_is_given_up() -> None:
    asked = week(None)
    found = planner.planned(asked)
    assert found.met
    assert min(shares(asked, found)) < 0.5
    assert (found.floor_hours, found.below_floor) == (0.0, ())


def test_no_open_day_falls_below_its_floor_and_the_plan_says_what_that_costs() -> None:
    asked = week(0.55)
    found, free = planner.planned(asked), planner.planned(week(None))
    assert found.met
    assert min(shares(asked, found)) >= 0.55 - 0.001
    assert found.below_floor == ()
    assert found.floor_hours == found.hours - free.hours > 0


def test_a_floor_that_nothing_falls_below_costs_nothing() -> None:
    assert planner.planned(week(0.01)).floor_hours == 0.0
    assert planner.planned(week(0.01)).counts == planner.planned(week(None)).counts


def test_a_floor_out_of_reach_is_come_near_to_and_its_days_are_named() -> None:
    asked = week(0.65, share=0.66, maximum=2)
    found = planner.planned(asked)
    assert [str(each.date) for each in found.below_floor] in ([], ["2026-11-30"])
    tight = planner.planned(week(0.6, share=0.5, maximum=1))
    assert tight.below_floor or not tight.met


def test_a_day_with_closed_hours_has_no_floor() -> None:
    asked = week(0.55)
    (channel,) = asked.week.channels
    windows = (OpenWindow(at(0, 17), at(0, 22), "closed"), *channel.windows[1:])
    closed = replace(asked, week=replace(asked.week, channels=(replace(channel, windows=windows),)))
    found = planner.planned(closed)
    assert all(str(each.date) != "2026-11-30" for each in found.below_floor)


@pytest.mark.parametrize("engine", ["exact", "simulation"])
def test_a_prediction_names_the_days_below_their_floor(
    engine: Literal["exact", "simulation"],
) -> None:
    asked = week(0.55)
    staff = tuple(PlannedDuty("Ann", at(day, 17), at(day, 22)) for day in range(7))
    question = replace(asked.week, staff=staff, engine=engine, regime="dated")
    answer = staffing.answer_from_json(predict.answer(staffing.to_json(question)))
    (first, *_) = staffing.below_floor(answer)
    assert (str(first.date), first.channel, first.floor_share) == ("2026-11-30", "whatsapp", 0.55)
    assert first.within_share < 0.55
