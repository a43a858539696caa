"""What certification and floors change about the counts of a week: hours, replies, rounds, work.

``python -m benchmarks.certification`` prints two Markdown tables. The first plans weeks of urgent
chats beside mail that has time, worked by what is due first: by the chain alone, which answers in
order of arrival, and certified by the simulation; both are then simulated with another seed. The
second plans a week whose Monday is twice as busy, without a floor and with floors of its days. It
exits 1 when a certified week misses a target by more than half a point, or a day its floor.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
SHIFTS = ((17, 20), (19, 22), (17, 22))
EVENINGS = ((30, 15, 60.0), (30, 15, 120.0), (20, 20, 60.0), (50, 10, 240.0))
"""Chats and mails of an evening, and the minutes that mail has."""
FLOORS = (None, 0.45, 0.55, 0.65)
BUSY_MONDAY = (117, 60, 60, 60, 91, 60, 60)
TOLERANCE = 0.005


def at(day: int, hour: int) -> datetime:
    """Return an hour of the week."""
    return MONDAY + timedelta(days=day, hours=hour)


def load(
    slug: str,
    volumes: Sequence[float],
    target: tuple[float, float],
    handling: float,
    floor: float | None,
) -> ChannelLoad:
    """Return a channel that is open in the evening, 17 to 22."""
    windows = tuple(OpenWindow(at(day, 17), at(day, 22)) for day in range(7))
    hourly = tuple(
        volumes[day] / 5 if 17 <= hour < 22 else 0.0 for day in range(7) for hour in range(24)
    )
    share, within = target
    return ChannelLoad(
        slug, hourly, share, within, handling_minutes=handling, windows=windows, floor=floor
    )


def week(channels: tuple[ChannelLoad, ...]) -> PlanQuestion:
    """Return a typical week with three shifts an evening, worked by what is due first."""
    asked = PredictionQuestion(
        MONDAY, at(7, 0), "UTC", channels, interval_minutes=60, regime="typical", day_cv=0.1
    )
    choices = tuple(
        Choice(f"{day} {start}-{end}", str(at(day, 0).date()), at(day, start), at(day, end), 0, 4)
        for day in range(7)
        for start, end in SHIFTS
    )
    return PlanQuestion(asked, choices)


def simulated(asked: PlanQuestion, found: PlanAnswer) -> PredictionAnswer:
    """Return what counts give by what is due first, simulated with another seed."""
    staff = tuple(
        PlannedDuty(f"{each.key} {seat}", one.start, one.end)
        for each, one in zip(found.counts, asked.choices, strict=True)
        for seat in range(each.heads)
    )
    return predict.answered(replace(asked.week, staff=staff, engine="simulation", seed=7))


def shares(answer: PredictionAnswer) -> str:
    """Return the shares of the channels in words."""
    return " / ".join(f"{100 * (each.within_share or 0):.1f}" for each in answer.channels)


def certified() -> bool:
    """Print the first table; tell whether every certified week has its targets."""
    print(
        "| chats, mails an evening; minutes mail has | chain alone, h | chat / mail, % |"
        " certified, h | chat / mail, % | chain CPU s | certified CPU s |"
    )
    print("| --- | ---: | --- | ---: | --- | ---: | ---: |")
    good = True
    for chats, mails, minutes in EVENINGS:
        channels = (
            load("chat", (chats,) * 7, (0.8, 15.0), 5.0, 0.65),
            load("mail", (mails,) * 7, (0.9, minutes), 8.0, 0.75),
        )
        asked = week(channels)
        by_arrival = replace(asked, week=replace(asked.week, work_order="fcfs"))
        chain, chain_seconds = planned(by_arrival)
        ours, seconds = planned(asked)
        before, after = simulated(asked, chain), simulated(asked, ours)
        good &= all(
            (each.within_share or 0) >= each.target_share - TOLERANCE for each in after.channels
        )
        print(
            f"| {chats}, {mails}; {minutes:.0f} | {chain.hours:.0f} | {shares(before)}"
            f" | {ours.hours:.0f} | {shares(after)} | {chain_seconds:.1f} | {seconds:.1f} |"
        )
    return good


def held() -> bool:
    """Print the second table; tell whether every day has its floor."""
    print("| floor, % | hours | of them for the floor | week, % | worst day, % |")
    print("| --- | ---: | ---: | ---: | ---: |")
    good = True
    for floor in FLOORS:
        asked = week((load("chat", BUSY_MONDAY, (0.7, 15.0), 5.0, floor),))
        found, _ = planned(asked)
        answer = simulated(asked, found)
        worst = min(day.channels[0].within_share or 0.0 for day in answer.days)
        good &= floor is None or worst >= floor - 2 * TOLERANCE
        told = "none" if floor is None else f"{100 * floor:.0f}"
        print(
            f"| {told} | {found.hours:.0f} | {found.floor_hours:.0f} | {shares(answer)}"
            f" | {100 * worst:.1f} |"
        )
    return good


def planned(asked: PlanQuestion) -> tuple[PlanAnswer, float]:
    """Return the counts of a week, and the CPU seconds they took."""
    began = time.process_time()
    return planner.planned(asked), time.process_time() - began


def main() -> None:
    """Print both tables."""
    planned(week((load("chat", (5,) * 7, (0.8, 15.0), 5.0, None),)))  # compiled beforehand
    good = certified()
    print()
    sys.exit(not (held() and good))


if __name__ == "__main__":
    main()
