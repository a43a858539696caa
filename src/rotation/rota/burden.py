"""The burden of a shift, in points: how unsocial it is; fairness shares it out.

An hour counts by when it lies on the wall clock: a weekday evening (from 18:00) or early morning
(to 07:00) 1, Saturday 2, Sunday 3, a public holiday 4, a special day what the team says (4 unless
it says), a night hour (23:00 to 06:00) 1 more. Office hours of a weekday count nothing. Points are
hours × weight, to a ten-thousandth: twenty minutes count as well.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rotation.timespan import Span

_STEP = timedelta(minutes=15)
_SATURDAY, _SUNDAY, HOLIDAY = 2, 3, 4


@dataclass(frozen=True)
class SpecialHours:
    """Hours of a special day of the team, and what each hour in them weighs."""

    span: Span
    weight: float = HOLIDAY


@dataclass(frozen=True)
class Holidays:
    """The public holidays of a country, and the hours of a team's special days."""

    public: Collection[date] = ()
    special: Collection[SpecialHours] = ()


NO_HOLIDAYS = Holidays()


def of_span(
    span: Span,
    in_zone: ZoneInfo,
    holidays: Collection[date],
    special: Collection[SpecialHours] = (),
) -> float:
    """Return the burden of a stretch of work, read in quarters of an hour."""
    edges = [edge for each in special for edge in (each.span.start, each.span.end)]
    total, at = 0.0, span.start
    while at < span.end:
        until = min([at + _STEP, span.end, *(edge for edge in edges if at < edge)])
        weight = _weight(at.astimezone(in_zone), holidays)
        weight = max([weight, *(_special(each, at, in_zone) for each in special)])
        total += weight * ((until - at) / timedelta(hours=1))
        at = until
    return round(total, 4)


def _special(hours: SpecialHours, at: datetime, in_zone: ZoneInfo) -> float:
    return hours.weight + _night(at.astimezone(in_zone)) if at in hours.span else 0


def _night(local: datetime) -> int:
    return int(local.hour >= 23 or local.hour < 6)


def _weight(local: datetime, holidays: Collection[date]) -> float:
    night = _night(local)
    if local.date() in holidays:
        return HOLIDAY + night
    if local.isoweekday() == 7:
        return _SUNDAY + night
    if local.isoweekday() == 6:
        return _SATURDAY + night
    return int(local.hour >= 18 or local.hour < 7) + night
