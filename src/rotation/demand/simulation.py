"""Engine B: named members, skills, work order and real handling times, simulated event by event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rotation.demand.problem import Channel, Member, Problem, Segment, Spread, members_of_heads

__all__ = [
    "ChannelEstimate", "DayEstimate", "Estimate", "Stop",
    "Channel", "Member", "Problem", "Segment", "Spread", "members_of_heads", "estimate",
]  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """When to stop: every share's standard error is small enough, or the time is over."""

    standard_error: float = 0.003
    seconds: float = 2.0
    seed: int = 1


@dataclass(frozen=True)
class ChannelEstimate:
    """What a channel gets; shares 0 to 1, None where nothing comes in or nothing is stable.

    ``low`` and ``high`` are the 10 and 90 % points of single weeks, ``volume`` the mean items of a
    week, ``target_met_probability`` the share of weeks that meet the target (empty ones do).
    """

    slug: str
    volume: float
    share: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    target_met_probability: float
    mean_wait: float | None
    p90_wait: float | None


@dataclass(frozen=True)
class DayEstimate:
    """What a channel gets on a day, by its place in the problem's days."""

    day: int
    slug: str
    volume: float
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Estimate:
    """The replies a staffing gives; ``stable`` False: more waited than can ever be answered."""

    channels: tuple[ChannelEstimate, ...]
    days: tuple[DayEstimate, ...]
    all_targets_met_probability: float
    weeks: int
    items: int
    ended_by: Literal["error", "time"]
    stable: bool = True


def estimate(
    problem: Problem, exact: Mapping[str, float] | None = None, stop: Stop | None = None
) -> Estimate:
    """Return the shares of a problem, simulated until ``stop`` says enough.

    ``exact``: by slug, the exact share of the same problem with exponential handling times of the
    volume-weighted mean, first come first served, all members for all channels (Engine A); it
    makes the estimate surer. Same problem and seed, same answer.
    """
    raise RuntimeError((problem, exact, stop))
