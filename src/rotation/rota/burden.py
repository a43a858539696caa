"""How unsocial a shift is, in whole points: what fairness shares out.

An hour counts by when it lies on the wall clock: a weekday evening (from 18:00) or early morning
(to 07:00) 1, Saturday 2, Sunday 3, a public holiday 4, a night hour (23:00 to 06:00) 1 more.
Office hours of a weekday count nothing. Points are hours × weight, rounded half up.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rotation.timespan import Span

_STEP = timedelta(minutes=15)
_SATURDAY, _SUNDAY, _HOLIDAY = 2, 3, 4


def of_span(span: Span, in_zone: ZoneInfo, holidays: Collection[date]) -> int:
    """Return the burden of a stretch of work, read in quarters of an hour."""
    total, at = 0.0, span.start
    while at < span.end:
        until = min(at + _STEP, span.end)
        weight = _weight(at.astimezone(in_zone), holidays)
        total += weight * ((until - at) / timedelta(hours=1))
        at = until
    return int(total + 0.5)


def _weight(local: datetime, holidays: Collection[date]) -> int:
    night = int(local.hour >= 23 or local.hour < 6)
    if local.date() in holidays:
        return _HOLIDAY + night
    if local.isoweekday() == 7:
        return _SUNDAY + night
    if local.isoweekday() == 6:
        return _SATURDAY + night
    return int(local.hour >= 18 or local.hour < 7) + night
