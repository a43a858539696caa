"""Days, times and durations as they stand in calendars (RFC 5545 §3.3.4 to 3.3.9)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_DURATION = re.compile(
    r"([+-]?)P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_EARLIEST, _LATEST = datetime(2, 1, 1), datetime(9998, 12, 31)  # noqa: DTZ001 - wall times
"""No clock moves these out of the years that can be counted."""
DAY = timedelta(days=1)
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class CalendarMoment:
    """A day (its wall time is midnight) or a time; ``offset`` where the text has one, as Z."""

    wall: datetime
    is_day: bool = False
    offset: timedelta | None = None

    def instant(self, in_zone: tzinfo, *, fold: int = 0) -> datetime:
        """Return the instant, in UTC; what has an offset is an instant whatever the zone.

        A time the clock skips is read with the offset before the gap, one it shows twice is the
        first (RFC 5545 §3.3.5) unless ``fold`` is 1.
        """
        known = in_zone if self.offset is None else timezone(self.offset)
        return self.wall.replace(tzinfo=known, fold=fold).astimezone(UTC)

    def local(self, in_zone: tzinfo) -> datetime:
        """Return the wall time that is shown in a zone."""
        if self.offset is None:
            return self.wall
        return self.instant(UTC).astimezone(in_zone).replace(tzinfo=None, fold=0)


@dataclass(frozen=True, slots=True)
class Length:
    """The length of an event: civil days, then elapsed time (RFC 5545 §3.3.6)."""

    days: int = 0
    elapsed: timedelta = NOTHING

    def after(self, wall: datetime, in_zone: tzinfo) -> datetime:
        """Return the instant at which what begins at a wall time is over, in UTC."""
        end = min(wall + self.days * DAY, _LATEST)
        return end.replace(tzinfo=in_zone).astimezone(UTC) + self.elapsed


def moment(text: str, *, as_day: bool = False) -> CalendarMoment | None:
    """Return the day or time of a text, or None when it is none.

    24:00 is midnight of the next day and a 60th second the one before. ``as_day`` is said where
    the value is declared a date: then midnight is that day.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return None
    *parts, given = found.groups()
    year, month, day, hour, minute, second = [int(each or 0) for each in parts]
    is_midnight = (hour, minute, second) == (24, 0, 0)
    try:
        wall = datetime(year, month, day, 0 if is_midnight else hour, minute, min(second, 59))  # noqa: DTZ001
        wall += DAY * is_midnight
        offset = _offset(given) if given else None
    except (ValueError, OverflowError):
        return None
    wall = min(max(wall, _EARLIEST), _LATEST)
    is_day = parts[3] is None or (as_day and not (hour or minute or second))
    return CalendarMoment(wall, is_day, None if is_day else offset)


def length(text: str) -> Length | None:
    """Return the duration of a text, or None when it is none or runs backwards."""
    found = _DURATION.fullmatch(text.strip())
    if not found or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    elapsed = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    whole = 7 * weeks + days
    is_backwards = found[1] == "-" and (whole or elapsed)
    if is_backwards or whole > 100_000 or elapsed > 100_000 * DAY:
        return None
    return Length(whole, elapsed)


def _offset(text: str) -> timedelta:
    """Return the offset of Z or +0130; ValueError when it is a day or more."""
    if text.upper() == "Z":
        return NOTHING
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    return (-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes)
