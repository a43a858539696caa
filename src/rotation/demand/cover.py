"""How many people each shift needs when every interval is taken as a steady hour (Erlang C).

The quick way from targets to shifts; it ignores what waits from the interval before. Source:
Erlang C after A. K. Erlang (1917); the cover is greedy: least hours for the most need first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from rotation.demand import erlang
from rotation.timespan import Span

Key = tuple[UUID, date]


@dataclass(frozen=True)
class Load:
    """What comes in on a channel: items per hour, and its target."""

    channel: str
    per_hour: float
    share: float
    within_minutes: float


@dataclass(frozen=True)
class Interval:
    """A stretch of time, the load of its open channels, and the heads there beside the rota."""

    span: Span
    loads: tuple[Load, ...]
    handling_minutes: float
    base: float = 0.0


@dataclass(frozen=True)
class Choice:
    """A shift whose head count is to be found, and the channels it serves (none: all)."""

    id: Key
    start: datetime
    end: datetime
    channels: frozenset[str]
    minimum: int
    maximum: int


def required(interval: Interval, channels: frozenset[str]) -> int:
    """Return the people an interval needs on some channels (none named: on all)."""
    loads = [each for each in interval.loads if not channels or each.channel in channels]
    per_hour = sum(each.per_hour for each in loads)
    if per_hour <= 0:
        return 0
    # The strictest target decides, because everybody answers every channel in turn.
    strictest = max(
        _agents(round(per_hour, 3), interval.handling_minutes, each.share, each.within_minutes)
        for each in loads
    )
    return max(0, strictest - int(interval.base))


@cache
def _agents(per_hour: float, minutes: float, share: float, within: float) -> int:
    return erlang.smallest_agents(per_hour, minutes, share, within)


def counts(
    intervals: Sequence[Interval], choices: Sequence[Choice]
) -> dict[tuple[UUID, date], int]:
    """Return the heads of each shift: at least its minimum, at most its maximum.

    Shifts are raised one by one: first the one that covers most missing person-minutes an hour.
    """
    heads = {each.id: each.minimum for each in choices}
    # What two shifts serve together is one need: it is counted by the set of channels.
    missing = {
        (each.channels, interval.span): required(interval, each.channels)
        for each in choices
        for interval in intervals
        if interval.span.start < each.end and each.start < interval.span.end
    }
    for each in choices:
        _take(missing, each, heads[each.id])
    while True:
        best = max(
            (each for each in choices if heads[each.id] < each.maximum),
            key=lambda each: _gain(missing, each),
            default=None,
        )
        if best is None or _gain(missing, best) <= 0:
            return heads
        heads[best.id] += 1
        _take(missing, best, 1)


Missing = dict[tuple[frozenset[str], Span], int]


def _covered(missing: Missing, choice: Choice) -> list[tuple[frozenset[str], Span]]:
    return [
        (channels, span)
        for channels, span in missing
        if span.start < choice.end
        and choice.start < span.end
        and (not choice.channels or (channels <= choice.channels and channels))
    ]


def _gain(missing: Missing, choice: Choice) -> float:
    length = (choice.end - choice.start).total_seconds()
    own = [key for key in _covered(missing, choice) if missing[key] > 0]
    return sum(span.length.total_seconds() for _, span in own) / length


def _take(missing: Missing, choice: Choice, heads: int) -> None:
    for key in _covered(missing, choice):
        missing[key] -= heads
