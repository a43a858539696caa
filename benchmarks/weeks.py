"""Weeks of made-up webcare teams, as problems for the engines: what the benchmarks play."""

from dataclasses import replace

from rotation.demand.simulation.problem import (
    ArrivalSegment,
    SimulatedChannel,
    SimulatedMember,
    SimulationProblem,
    Spread,
)

SAME = "Engine A's case: pooled, exponential"
"""The scenario in which Engine A leaves nothing out."""
HOUR, DAY = 60.0, 1440.0
_EVENING = (
    0.2,
    0.1,
    0.1,
    0.1,
    0.1,
    0.2,
    0.4,
    0.7,
    1,
    1.2,
    1.2,
    1.2,
    1.3,
    1.2,
    1.1,
    1.1,
    1.2,
    1.5,
    1.8,
    2.0,
    1.8,
    1.4,
    0.9,
    0.5,
)


def rates(items: float) -> tuple[float, ...]:
    """Return a week's rates by the hour that give so many items, quieter at the weekend."""
    shape = [each * level for level in (1, 1, 1, 1, 1, 0.8, 0.7) for each in _EVENING]
    return tuple(items * each / sum(shape) / HOUR for each in shape)


def shifts(
    name: str, *spans: tuple[int, float, float], channels: tuple[str, ...] = ()
) -> SimulatedMember:
    """Return a member with spans of (day, from hour, to hour)."""
    return SimulatedMember(
        name,
        tuple(
            ArrivalSegment(day * DAY + a * HOUR, day * DAY + b * HOUR, channels)
            for day, a, b in spans
        ),
    )


def small() -> SimulationProblem:
    """Return a team of a day desk and three who share evenings and weekends: 900 items a week."""
    workdays, weekend = range(5), (5, 6)
    staff = (
        shifts("desk 1", *((day, 9, 17) for day in workdays)),
        shifts("desk 2", *((day, 10, 18) for day in workdays), channels=("chat", "dm")),
        shifts("Ann", *((day, 17, 23) for day in workdays)),
        shifts("Bob", *((day, 18, 22) for day in (0, 2, 4)), *((day, 10, 16) for day in weekend)),
        shifts("Cas", *((day, 14, 23) for day in weekend), channels=("dm", "mail")),
        shifts("Dia", *((day, 9, 15) for day in weekend), channels=("chat", "mail")),
        shifts("Eve", *((day, 16, 24) for day in weekend)),
    )
    opened = tuple((day * DAY + 9 * HOUR, day * DAY + 23 * HOUR) for day in range(7))
    return SimulationProblem(
        horizon=7 * DAY,
        interval=HOUR,
        regime="typical",
        days=tuple(day * DAY for day in range(7)),
        members=staff,
        channels=(
            SimulatedChannel("chat", rates(350), 15, 0.8, open=opened, handling=Spread(4, 1.0)),
            SimulatedChannel("dm", rates(350), 60, 0.8, handling=Spread(5, 1.2)),
            SimulatedChannel("mail", rates(200), 240, 0.9, handling=Spread(8, 0.7), priority=1),
        ),
    )


def large(channels: int, items: float, heads: int) -> SimulationProblem:
    """Return a desk of so many people from 8 to 24 each day, and channels of 15 to 120 minutes."""
    half = heads // 2
    staff = tuple(
        shifts(
            f"{place}", *((day, 8, 16.5) if place < half else (day, 15.5, 24) for day in range(7))
        )
        for place in range(2 * half)
    )
    return SimulationProblem(
        horizon=7 * DAY,
        interval=15.0,
        regime="typical",
        days=tuple(day * DAY for day in range(7)),
        members=staff,
        channels=tuple(
            SimulatedChannel(
                f"channel-{place}",
                _quarters(rates(items / channels)),
                15.0 * (1 + place % 8),
                handling=Spread(5 + place % 3, 1.0),
            )
            for place in range(channels)
        ),
    )


def scenarios() -> dict[str, SimulationProblem]:
    """Return the settings a team may have, on the small week: spread, order, clock, measure."""
    week = small()
    sent = tuple(
        replace(each, measured_at="reply_sent", writing=Spread(each.handling.mean / 2, 0.5))
        for each in week.channels
    )
    steady = tuple(replace(each, handling=replace(each.handling, cv=0.5)) for each in week.channels)
    calendar = tuple(replace(each, open=None) for each in week.channels)
    waiting = tuple(replace(each, backlog=(-120.0, -60.0, -5.0, 0.0) * 5) for each in week.channels)
    return {
        "typical week, earliest due": week,
        "the same, in order of arrival": replace(week, order="fcfs"),
        "mail last, days and weeks vary": replace(week, order="priority", day_cv=0.25, week_cv=0.1),
        "reply sent": replace(week, channels=sent),
        "calendar clock, handling cv 0.5": replace(
            week, channels=tuple(replace(each, open=None) for each in steady)
        ),
        "a dated week from a backlog": replace(
            week, regime="dated", channels=waiting, horizon=8 * DAY, day_cv=0.2
        ),
        SAME: replace(
            week,
            order="fcfs",
            members=tuple(
                replace(each, segments=tuple(replace(s, channels=()) for s in each.segments))
                for each in week.members
            ),
            channels=tuple(
                replace(each, handling=Spread(5, 1, "exponential")) for each in calendar
            ),
        ),
    }


def _quarters(hourly: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(each for each in hourly for _ in range(4))
