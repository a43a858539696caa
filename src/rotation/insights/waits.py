"""The waits of items, and which were answered in time, on the clock of their channel."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from statistics import median, quantiles

from rotation.demand.messages.work_items import Item
from rotation.timespan import Span, merged

MINUTE = timedelta(minutes=1)


class BusinessClock:
    """Runs in some spans only; what it has passed by then is known for every instant."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Take the spans it runs in; they may overlap."""
        self._spans = merged(spans)
        self._starts = [each.start for each in self._spans]
        lengths = (each.length / MINUTE for each in self._spans)
        self._before = list(accumulate(lengths, initial=0.0))

    def runs(self, at: datetime) -> bool:
        """Tell whether it runs at an instant."""
        place = bisect_right(self._starts, at) - 1
        return place >= 0 and at < self._spans[place].end

    def due(self, received: datetime, within: float) -> datetime | None:
        """Return the first instant at which so many minutes have passed; None: not in its spans."""
        at = bisect_right(self._starts, received) - 1
        passed = 0.0
        if at >= 0:
            here = min(received, self._spans[at].end) - self._spans[at].start
            passed = self._before[at] + here / MINUTE
        wanted = passed + within
        place = bisect_left(self._before, wanted, lo=1) - 1
        if place >= len(self._spans):
            return None
        return self._spans[place].start + (wanted - self._before[place]) * MINUTE


class CalendarClock:
    """Always runs."""

    def due(self, received: datetime, within: float) -> datetime | None:
        """Return the instant so many minutes later."""
        return received + within * MINUTE


Clock = BusinessClock | CalendarClock


@dataclass(frozen=True)
class Judged:
    """An item: when it came in, when it was answered, whether in time (None: it may still be)."""

    received_at: datetime
    answered_at: datetime | None
    in_time: bool | None


@dataclass(frozen=True)
class Waits:
    """The waits of answered items; shares are of those decided, one without a reply is late.

    ``pending`` are not due yet, or after the last that is known; ``within`` gives shares by
    calendar minutes. Shares are None where nothing is decided or no reply is known at all.
    """

    items: int
    answered: int
    pending: int
    within_share: float | None
    median_minutes: float | None
    p90_minutes: float | None
    within: tuple[tuple[float, float | None], ...] = ()


def judged(items: Iterable[Item], clock: Clock, within: float, until: datetime) -> list[Judged]:
    """Return items with whether they were answered in time, as known at ``until``."""
    found = []
    for each in items:
        due = clock.due(each.received_at, within)
        answered = each.answered_at
        if answered is not None:
            in_time: bool | None = due is None or answered <= due
        else:
            in_time = None if due is None or due > until else False
        found.append(Judged(each.received_at, answered, in_time))
    return found


def summed_up(found: Sequence[Judged], until: datetime, minutes: Sequence[float] = ()) -> Waits:
    """Return how some items were answered."""
    waits = sorted(
        (each.answered_at - each.received_at) / MINUTE for each in found if each.answered_at
    )
    decided = [each.in_time for each in found if each.in_time is not None]
    share = sum(decided) / len(decided) if decided and waits else None
    return Waits(
        items=len(found),
        answered=len(waits),
        pending=len(found) - len(decided),
        within_share=share,
        median_minutes=median(waits) if waits else None,
        p90_minutes=_tenth_longest(waits),
        within=tuple((each, _share(found, waits, each, until)) for each in minutes),
    )


def _share(
    found: Sequence[Judged], waits: Sequence[float], minutes: float, until: datetime
) -> float | None:
    decided = sum(
        each.answered_at is not None or each.received_at + minutes * MINUTE <= until
        for each in found
    )
    return sum(wait <= minutes for wait in waits) / decided if decided and waits else None


def _tenth_longest(waits: Sequence[float]) -> float | None:
    if len(waits) < 2:
        return waits[0] if waits else None
    return quantiles(waits, n=10, method="inclusive")[-1]
