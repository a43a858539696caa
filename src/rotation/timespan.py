"""Spans of instants, ISO weeks, and the way between wall time and instants.

Inside the service every instant is aware and UTC and every span is half-open. Wall time lives at
the borders: shift patterns, parsing and showing. The pinned ``tzdata`` package is the only source
of time zones, because the tables of a machine may be years old.
"""

import re
import zoneinfo
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version
from operator import attrgetter
from typing import Self
from zoneinfo import ZoneInfo

from rotation.errors import Impossible, SpanEndsBeforeItStarts, TimeDoesNotExist
from rotation.words import say

zoneinfo.reset_tzpath(to=())

DAY = timedelta(days=1)
_START = attrgetter("start")
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def tzdata_version() -> str:
    """Return the version of the time-zone data in use."""
    return version("tzdata")


YEARS = range(1970, 9001)
"""The years of every day, week and instant that comes in."""


@cache
def zone(name: str) -> ZoneInfo:
    """Return an IANA zone by its name; Impossible when there is none of that name."""
    if name not in _zone_names():
        raise Impossible(say("There is no time zone {name}.", name=name[:64]), field="/timezone")
    return ZoneInfo(name)


_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Names that the tables know and that are no zone: a machine that was not set up."""


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - _NO_PLACES


def utc(instant: datetime) -> datetime:
    """Return an aware instant in UTC; Impossible when it has no offset."""
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None:
        raise Impossible("A time needs its offset from UTC.")
    return instant.astimezone(UTC)


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of time ``[start, end)`` between two instants, kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", utc(self.start))
        object.__setattr__(self, "end", utc(self.end))
        if self.end <= self.start:
            raise SpanEndsBeforeItStarts("The end has to be after the start.", field="/end")

    @property
    def length(self) -> timedelta:
        """Return the elapsed time."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Return the elapsed time in whole minutes, rounded down."""
        return self.length // timedelta(minutes=1)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def overlaps(self, other: Self) -> bool:
        """Tell whether an instant lies in both."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Self) -> Self | None:
        """Return the part that lies in ``other``, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return type(self)(start, end) if start < end else None

    def without(self, other: Self) -> list[Self]:
        """Return the parts that do not lie in ``other``: none, one or two."""
        kind = type(self)
        before = [kind(self.start, min(self.end, other.start))] if self.start < other.start else []
        after = [kind(max(self.start, other.end), self.end)] if other.end < self.end else []
        return before + after


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the union of spans as disjoint, sorted spans; adjoining ones become one."""
    result: list[Span] = []
    for span in sorted(spans, key=_START):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def touches(spans: Sequence[Span], span: Span) -> bool:
    """Tell whether one of some disjoint spans in order has an instant in a span."""
    before = bisect_left(spans, span.end, key=lambda each: each.start)
    return before > 0 and spans[before - 1].end > span.start


def minus(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """Return the parts of spans that lie in none of the others; both disjoint and sorted."""
    result: list[Span] = []
    at = 0
    for span in spans:
        while at < len(others) and others[at].end <= span.start:
            at += 1
        rest = [span]
        following = at
        while rest and following < len(others) and others[following].start < span.end:
            rest = [*rest[:-1], *rest[-1].without(others[following])]
            following += 1
        result += rest
    return result


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week, such as 2026-W48; its span depends on the zone: 167, 168 or 169 hours."""

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 7)
        except ValueError:
            shown = f"{self.year}-W{self.number:02d}"
            raise Impossible(say("There is no week {week}.", week=shown), field="week") from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the week written as ``2026-W48``; Impossible otherwise."""
        found = _WEEK.fullmatch(text)
        if not found or int(found[1]) not in YEARS:
            raise Impossible(
                say("A week is written like 2026-W48, not {text}.", text=text[:32]), field="week"
            )
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the week a local date lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        """Return the Monday of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def days(self) -> tuple[date, ...]:
        """Return its seven dates."""
        return tuple(self.monday + DAY * offset for offset in range(7))

    def plus(self, weeks: int) -> Self:
        """Return the week that many weeks later."""
        return self.of(self.monday + DAY * 7 * weeks)

    def span(self, in_zone: ZoneInfo) -> Span:
        """Return local Monday 00:00 to the next local Monday 00:00."""
        return Span(
            start_of_day(self.monday, in_zone), start_of_day(self.monday + 7 * DAY, in_zone)
        )

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def start_of_day(day: date, in_zone: ZoneInfo) -> datetime:
    """Return the first instant of a local date (01:00 where the clock skips midnight)."""
    return at_wall(datetime.combine(day, time()), in_zone, shift_forward=True)


def readings(wall: datetime, in_zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the instants at which a naive wall time is shown: none in a gap, two in a fold."""
    found = [wall.replace(tzinfo=in_zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    true = [each for each in found if each.astimezone(in_zone).replace(tzinfo=None, fold=0) == wall]
    return tuple(sorted(set(true)))


def at_wall(
    wall: datetime, in_zone: ZoneInfo, *, is_end: bool = False, shift_forward: bool = False
) -> datetime:
    """Return the instant of a naive wall time, in UTC.

    In a fold a start takes the first reading and an end the second. A time in a gap moves forward
    by the length of the gap when ``shift_forward``; otherwise TimeDoesNotExist names the two
    valid neighbours.
    """
    found = readings(wall, in_zone)
    if found:
        return found[-1] if is_end else found[0]
    # PEP 495: in a gap, fold=0 reads with the offset before, which lands after the gap.
    moved = wall.replace(tzinfo=in_zone, fold=0).astimezone(UTC)
    if shift_forward:
        return moved
    edge = _gap_edge(wall, in_zone)
    raise TimeDoesNotExist(
        say("The clock in {zone} skips {time}.", zone=in_zone.key, time=f"{wall:%Y-%m-%d %H:%M}"),
        extra={
            "neighbours": [
                (edge - timedelta(minutes=1)).astimezone(in_zone).isoformat(),
                edge.astimezone(in_zone).isoformat(),
            ]
        },
    )


def _gap_edge(wall: datetime, in_zone: ZoneInfo) -> datetime:
    """Return the instant at which the clock jumps over ``wall``, by bisection to the second."""
    low, high = (wall.replace(tzinfo=in_zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    before = low.astimezone(in_zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(in_zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def wall_minutes(text: str) -> int:
    """Return the minutes after midnight of ``HH:MM``; ``24:00`` is 1440; Impossible otherwise."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)|24:00", text, re.ASCII)
    if not found:
        raise Impossible(say("A time is written like 17:30, not {text}.", text=text[:16]))
    return int(found[1]) * 60 + int(found[2]) if found[1] else 1440


def wall_span(day: date, start: str, end: str, in_zone: ZoneInfo) -> Span | None:
    """Return the span of a recurring wall-clock stretch on a local date.

    ``end`` ≤ ``start`` means the next day. Times in a gap move forward by its length; None when
    the gap swallows the whole stretch.
    """
    first, last = wall_minutes(start), wall_minutes(end)
    if last <= first:
        last += 1440
    midnight = datetime.combine(day, time())
    begins = at_wall(midnight + timedelta(minutes=first), in_zone, shift_forward=True)
    ends = at_wall(midnight + timedelta(minutes=last), in_zone, is_end=True, shift_forward=True)
    return Span(begins, ends) if begins < ends else None


def days_touched(span: Span, in_zone: ZoneInfo) -> Iterator[date]:
    """Yield the local dates a span has an instant on, in order."""
    day = span.start.astimezone(in_zone).date()
    last = (span.end - timedelta.resolution).astimezone(in_zone).date()
    while day <= last:
        yield day
        day += DAY
