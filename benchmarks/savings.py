"""Goal G4, hours that targets cost: Erlang cover, the same trimmed, and our plan, on two weeks.

``python -m benchmarks.savings [--volume N…]`` prints a JSON line for each week and way of
planning: the hours staffed, the shares achieved in the exact week, whether the targets are met,
the CPU seconds it took, whether the choice from the tables is proven to be the best. It exits 1
when a goal is missed: targets met, and up to 1,500 messages 15 % fewer hours than Erlang cover,
proven, in less than 10 s. The weeks: two channels, 80 % within 15 and 90 % within 60 minutes, five
minutes a message, evenings 17–23 and weekend days 10–22, first come first served, safety off.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rotation.demand.effort import Effort
from rotation.demand.forecasting.model import DEFAULT_PROFILE
from rotation.demand.headcount import cover_models, hourly_requirements, planner
from rotation.demand.headcount.day_profiles import ShiftToStaff
from rotation.demand.prediction.minute_grid import build_grid
from rotation.demand.questions.prediction import (
    ChannelLoad,
    OpenWindow,
    PlannedDuty,
    PredictionQuestion,
)
from rotation.demand.questions.requirement import Choice, PlanQuestion

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
EVENING = ((17, 20), (17, 23), (18, 22), (19, 23), (20, 23))
WEEKEND = ((10, 14), (10, 18), (12, 20), (14, 22), (18, 22))
VOLUMES = (1000.0, 2500.0)
SMALL = 1500.0


def week(volume: float, heads: int) -> PlanQuestion:
    """Return the example week with so many messages, those that a day team answers included."""
    windows, choices = [], []
    for day in range(7):
        shifts = EVENING if day < 5 else WEEKEND
        first, last = min(start for start, _ in shifts), max(end for _, end in shifts)
        windows.append(OpenWindow(at(day, first), at(day, last)))
        choices += [
            Choice(f"{day}-{start}-{end}", str(day), at(day, start), at(day, end), 0, heads)
            for start, end in shifts
        ]
    hourly = tuple(volume / 2 * share for share in DEFAULT_PROFILE)
    channels = tuple(
        ChannelLoad(slug, hourly, share, within, windows=tuple(windows))
        for slug, share, within in (("messages", 0.8, 15.0), ("comments", 0.9, 60.0))
    )
    question = PredictionQuestion(
        MONDAY, at(7, 0), "UTC", channels, interval_minutes=60, work_order="fcfs", regime="typical"
    )
    return PlanQuestion(question, tuple(choices), work=120.0)


def at(day: int, hour: int) -> datetime:
    """Return an hour of the example week."""
    return MONDAY + timedelta(days=day, hours=hour)


def erlang(asked: PlanQuestion) -> dict[str, int]:
    """Return the least cover of what every hour needs as a steady hour."""
    grid = build_grid(asked.week)
    return cover_models.least_cover(
        places(asked), hourly_requirements.by_erlang(grid), Effort(), 10.0
    )


def places(asked: PlanQuestion) -> list[ShiftToStaff]:
    """Return the shifts of a week in minutes."""
    grid = build_grid(asked.week)
    return [planner.place(grid, each) for each in asked.choices]


def trimmed(asked: PlanQuestion) -> dict[str, int]:
    """Return the Erlang cover without what the exact week does not need."""
    own = places(asked)
    return hourly_requirements.trimmed(
        erlang(asked),
        {each.key: each.minimum for each in own},
        {each.key: each.end - each.start for each in own},
        lambda counts: is_met(asked, achieved(asked, counts)),
    )


def ours(asked: PlanQuestion) -> tuple[dict[str, int], bool]:
    """Return our plan, and whether it is proven to be the best of the tables."""
    found = planner.planned(asked)
    return {each.key: each.heads for each in found.counts}, found.proven


def achieved(asked: PlanQuestion, counts: Mapping[str, int]) -> list[float]:
    """Return the share of each channel in the exact week."""
    staff = tuple(
        PlannedDuty(f"{each.key} {seat}", each.start, each.end)
        for each in asked.choices
        for seat in range(counts[each.key])
    )
    return planner.shares_of(replace(asked.week, staff=staff))


def is_met(asked: PlanQuestion, shares: list[float]) -> bool:
    """Tell whether each channel has its target."""
    return all(
        found >= each.share - 1e-9 for found, each in zip(shares, asked.week.channels, strict=True)
    )


def row(volume: float, name: str, asked: PlanQuestion) -> dict[str, Any]:  # Any: JSON
    """Return what a way of planning comes to."""
    began = time.process_time()
    if name == "ours":
        counts, proven = ours(asked)
    else:
        counts, proven = (erlang if name == "erlang" else trimmed)(asked), None
    seconds = time.process_time() - began
    shares = achieved(asked, counts)
    hours = sum(
        counts[each.key] * ((each.end - each.start) / timedelta(hours=1)) for each in asked.choices
    )
    return {
        "messages": volume,
        "plan": name,
        "hours": hours,
        "shares": [round(s, 4) for s in shares],
        "met": is_met(asked, shares),
        "cpu_seconds": round(seconds, 2),
        "proven": proven,
    }


def main() -> None:
    """Plan the example weeks in each way."""
    options = argparse.ArgumentParser()
    options.add_argument("--volume", type=float, nargs="*", default=VOLUMES)
    given = options.parse_args()
    planner.planned(replace(week(100, 1), work=1))  # what has to be compiled is compiled
    missed = False
    for volume in given.volume:
        asked = week(volume, 3 if volume <= SMALL else 4)
        rows = [row(volume, name, asked) for name in ("erlang", "trimmed", "ours")]
        for each in rows:
            fewer = 1 - each["hours"] / rows[0]["hours"]
            print(json.dumps({**each, "fewer_than_erlang": round(fewer, 4)}), flush=True)
            missed |= each["plan"] == "ours" and not reached(each, fewer)
    sys.exit(missed)


def reached(told: dict[str, Any], fewer: float) -> bool:
    """Tell whether our plan of a week reaches the goals."""
    small = told["messages"] <= SMALL
    quick = bool(told["proven"]) and told["cpu_seconds"] < 10
    return bool(told["met"]) and (not small or (fewer >= 0.15 and quick))


if __name__ == "__main__":
    main()
