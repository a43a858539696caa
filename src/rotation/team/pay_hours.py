"""Pay by the hour: work parted into kinds of hours, each minute in one kind, and its exact price.

Money is whole minor units (cents). A piece of work counts as the kind with the highest supplement
that holds then, of equal ones as the first in the list. Elapsed time counts, not the wall clock.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from rotation.timespan import DAY, Span, days_touched, start_of_day, wall_span

PayKind = Literal["ordinary", "evening", "night", "saturday", "sunday", "holiday", "special_day"]
KINDS: tuple[PayKind, ...] = (
    "ordinary",
    "evening",
    "night",
    "saturday",
    "sunday",
    "holiday",
    "special_day",
)
WALL_KINDS = frozenset({"evening", "night"})
"""Kinds that hold between two wall times of every day."""
_MICROSECOND = timedelta.resolution
_HOUR = timedelta(hours=1) // _MICROSECOND


@dataclass(frozen=True)
class Supplement:
    """A supplement to the rate of an hour, in whole percent.

    ``start`` and ``end`` are the wall times of an evening or a night. ``on`` (``MM-DD``) limits one
    of holidays to a date.
    """

    kind: PayKind
    percent: int
    start: str | None = None
    end: str | None = None
    on: str | None = None
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class PaidDays:
    """The public holidays and the hours of special days that a stretch of work may touch."""

    holidays: Collection[date] = ()
    special: Sequence[Span] = ()


@dataclass(frozen=True)
class PaidPiece:
    """A piece of work of one kind, with the percentage that is added to its rate."""

    span: Span
    kind: PayKind
    percent: int


ORDINARY = Supplement("ordinary", 0)


def pieces(
    work: Span, supplements: Sequence[Supplement], days: PaidDays, in_zone: ZoneInfo
) -> Iterator[PaidPiece]:
    """Yield the pieces of a stretch of work, in order: they adjoin and fill it."""
    held = [(each, list(_times(each, work, days, in_zone))) for each in supplements]
    edges = {edge for _, spans in held for each in spans for edge in (each.start, each.end)}
    cuts = sorted({work.start, work.end, *(edge for edge in edges if edge in work)})
    for start, end in pairwise(cuts):
        due = [each for each, spans in held if any(start in one for one in spans)]
        best = max(due, key=lambda each: each.percent, default=ORDINARY)
        yield PaidPiece(Span(start, end), best.kind, best.percent)


def amount_minor(time: timedelta, hourly_minor: int, percent: int) -> int:
    """Return what some time costs, in minor units, halves rounded up."""
    exact = (time // _MICROSECOND) * hourly_minor * (100 + percent)
    return (2 * exact + 100 * _HOUR) // (200 * _HOUR)


def _times(supplement: Supplement, work: Span, days: PaidDays, in_zone: ZoneInfo) -> Iterable[Span]:
    """Return when a supplement may hold around a stretch of work."""
    if supplement.kind == "special_day":
        return days.special
    touched = list(days_touched(work, in_zone))
    if supplement.kind in WALL_KINDS:
        start, end = supplement.start or "00:00", supplement.end or "24:00"
        # A night that began the day before may reach into the work.
        found = (wall_span(day, start, end, in_zone) for day in (touched[0] - DAY, *touched))
        return [each for each in found if each is not None]
    return [
        Span(start_of_day(day, in_zone), start_of_day(day + DAY, in_zone))
        for day in touched
        if _holds_on(supplement, day, days)
    ]


def _holds_on(supplement: Supplement, day: date, days: PaidDays) -> bool:
    match supplement.kind:
        case "saturday" | "sunday":
            return day.isoweekday() == (6 if supplement.kind == "saturday" else 7)
        case "holiday":
            return day in days.holidays and supplement.on in {None, f"{day:%m-%d}"}
        case _:
            return False
