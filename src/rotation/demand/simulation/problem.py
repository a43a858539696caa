"""The problem of the simulation: channels, members, the order of work; plain numbers only.

All times are minutes from the start of the problem, all rates items per minute.
"""

from dataclasses import dataclass, field
from typing import Literal

Distribution = Literal["lognormal", "exponential", "constant"]
WorkOrder = Literal["earliest_due", "fcfs", "priority"]
Regime = Literal["dated", "typical"]


@dataclass(frozen=True)
class Spread:
    """A time with spread: mean in minutes, coefficient of variation; cv 0 is constant."""

    mean: float = 5.0
    cv: float = 1.0
    distribution: Distribution = "lognormal"


@dataclass(frozen=True)
class SimulatedChannel:
    """A channel as simulated: arrivals, how fast to answer, how long an item takes.

    ``rates`` are items per minute in each interval of the problem's grid; 0 in hours that belong to
    others, and after the last one given. ``open`` are the spans that run the business clock,
    sorted and disjoint, within the horizon; None is the calendar clock. ``writing`` counts when
    the reply sent is measured; None: the handling time. ``priority``: the smallest goes first.
    ``backlog``: when each item that waits at the start came in, at 0 or before; not counted.
    """

    slug: str
    rates: tuple[float, ...]
    within: float = 60.0
    share: float = 0.8
    open: tuple[tuple[float, float], ...] | None = None
    measured_at: Literal["pick_up", "reply_sent"] = "pick_up"
    handling: Spread = field(default_factory=Spread)
    writing: Spread | None = None
    priority: int = 0
    backlog: tuple[float, ...] = ()


@dataclass(frozen=True)
class ArrivalSegment:
    """A stretch on shift; ``channels`` are the slugs answered in it, none named: all."""

    start: float
    end: float
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class SimulatedMember:
    """A member and when they are on; segments that overlap or adjoin are one stretch."""

    name: str
    segments: tuple[ArrivalSegment, ...]


@dataclass(frozen=True)
class SimulationProblem:
    """A week to be simulated, or any other stretch.

    ``dated``: it starts from the backlog and ends at the horizon; what has not been taken up by
    then is late, so the horizon reaches past the last arrival. ``typical``: it repeats for ever, a
    segment over the horizon goes on at its start. ``days`` are the starts of the local days, the
    first 0; ``day_cv`` and ``week_cv`` the spread of a day's and of the week's level.
    """

    horizon: float
    channels: tuple[SimulatedChannel, ...]
    members: tuple[SimulatedMember, ...]
    interval: float = 15.0
    regime: Regime = "dated"
    order: WorkOrder = "earliest_due"
    days: tuple[float, ...] = (0.0,)
    day_cv: float = 0.0
    week_cv: float = 0.0


def members_of_heads(counts: tuple[int, ...], minutes: float) -> tuple[SimulatedMember, ...]:
    """Return members for plain head-counts per interval: who is longest on stays longest.

    Each stretch is a person of its own, so that a reply finished late keeps nobody from the next.
    """
    made: list[SimulatedMember] = []
    on: list[float] = []
    for place, count in enumerate((*counts, 0)):
        now = place * minutes
        while len(on) > count:
            name = f"head {len(made) + 1}"
            made.append(SimulatedMember(name, (ArrivalSegment(on.pop(), now),)))
        on.extend([now] * (count - len(on)))
    return tuple(made)
