"""The zone a calendar means by a name: one of the zone data, one of its own, or a guess.

A name of the zone data, or one that Windows uses, means that zone whatever a file says of it.
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from rotation.availability import recurrence
from rotation.availability.ics import Component, Property
from rotation.availability.moments import DAY, moment
from rotation.availability.recurrence import (
    RecurrenceRule,
    Steps,
    TooManyStepsError,
    UnreadableRuleError,
)
from rotation.deferred import deferred
from rotation.timespan import Span, zone

if TYPE_CHECKING:
    from icalendar.timezone import windows_to_olson
else:
    windows_to_olson = deferred("icalendar.timezone.windows_to_olson")

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?\d\d)?", re.ASCII)
_OFFSET_NAME = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d\d))?", re.ASCII | re.IGNORECASE)
_CITIES = re.compile(r"\((?:UTC|GMT)[^)]*\)\s*(.+)", re.IGNORECASE)
_NUMBERED = re.compile(r"(.* Time) *\d{1,2}", re.ASCII | re.IGNORECASE)
_SUMMER = re.compile(r" (Daylight|Summer) Time\b", re.IGNORECASE)
_MOST_RULES, _MOST_DATES = 400, 2_000
_BEFORE = 400 * DAY


@lru_cache(4096)
def known(name: str) -> ZoneInfo | None:
    """Return the zone of a name as calendars write it: IANA, Windows, prefixed, in any case.

    None when the zone data have no such zone.
    """
    plain = name.strip().strip('"').replace("\\", "").strip("/ ").casefold()
    parts = plain.split("/")[:8]
    endings = ("/".join(parts[first:]) for first in range(1, len(parts) - 1))
    for each in (plain, *endings):
        if each in _names():
            return zone(_names()[each])
    return zone("UTC") if parts[-1] in {"utc", "z"} else None


@lru_cache(4096)
def guessed(name: str) -> tzinfo | None:
    """Return the zone that a name nobody knows most likely means, or None.

    Windows names with a number or as summer time, an offset, or the cities Outlook shows.
    """
    plain = name.strip().strip('"')
    if offset := _OFFSET_NAME.fullmatch(plain):
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if hours > 14 or minutes > 59:
            return None
        sign = -1 if offset[1] == "-" else 1
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    if numbered := _NUMBERED.fullmatch(plain):
        return known(numbered[1]) or guessed(numbered[1].strip())
    if _SUMMER.search(plain):
        return known(_SUMMER.sub(" Standard Time", plain))
    cities = _CITIES.fullmatch(plain)
    named = (each.strip().casefold() for each in cities[1].split(",")) if cities else ()
    return next((zone(_cities()[each]) for each in named if each in _cities()), None)


def defined(component: Component, window: Span, steps: Steps) -> tzinfo | None:
    """Return the zone that a file defines, right for times in a window; None when it is unreadable.

    Its rules are walked, within ``steps``, no further than the window needs.
    """
    changes: list[_Change] = []
    if not component.is_whole or not 0 < len(component.parts) <= _MOST_RULES:
        return None
    try:
        for part in component.parts:
            changes += _changes(part, window, steps)
    except (_UnreadableZoneError, UnreadableRuleError, TooManyStepsError):
        return None
    return DefinedZone(changes)


@cache
def fixed(offset: timedelta) -> tzinfo:
    """Return the zone of an offset from UTC; always the same one."""
    return timezone(offset)


class _UnreadableZoneError(ValueError):
    """A zone's rule has no time or no offset that can be read."""


@dataclass(frozen=True)
class _Change:
    """The clock goes from one offset to another at a wall time that is still shown by the first."""

    wall: datetime
    before: timedelta
    after: timedelta

    @property
    def instant(self) -> datetime:
        return self.wall - self.before

    @property
    def shown_from(self) -> datetime:
        """Return the wall time from which the later offset holds: behind the gap, if any."""
        return self.wall + max(timedelta(0), self.after - self.before)


class DefinedZone(tzinfo):
    """A zone as a list of changes. In a gap the offset before it holds, in a fold the first."""

    def __init__(self, changes: Iterable[_Change]) -> None:
        """``changes`` in any order, at least one."""
        ordered = sorted(changes, key=lambda each: each.instant)
        self._instants = [each.instant for each in ordered]
        self._walls = list(itertools.accumulate((each.shown_from for each in ordered), max))
        self._offsets = [ordered[0].before, *(each.after for each in ordered)]

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Return the offset at a wall time."""
        wall = datetime.min if dt is None else dt.replace(tzinfo=None)  # noqa: DTZ901 - any will do
        return self._offsets[bisect_right(self._walls, wall)]

    def fromutc(self, dt: datetime) -> datetime:
        """Return the wall time at an instant."""
        return dt + self._offsets[bisect_right(self._instants, dt.replace(tzinfo=None))]

    def dst(self, dt: datetime | None) -> None:
        """Return nothing: what part of an offset is summer time is not known."""

    def tzname(self, dt: datetime | None) -> None:
        """Return nothing: it has no name."""


def _changes(part: Component, window: Span, steps: Steps) -> Iterator[_Change]:
    before, after = _offset(part.first("TZOFFSETFROM")), _offset(part.first("TZOFFSETTO"))
    start = part.first("DTSTART")
    first = moment(start.value) if start else None
    if first is None:
        raise _UnreadableZoneError
    walls = {first.wall}
    dates = [text for each in part.every("RDATE") for text in each.value.split(",")]
    if len(dates) > _MOST_DATES:
        raise _UnreadableZoneError
    walls |= {found.wall for each in dates if (found := moment(each))}
    for each in part.every("RRULE"):
        rule = recurrence.parse(each.value, first.wall)
        walls |= set(_walls(rule, window, before, steps))
    yield from (_Change(wall, before, after) for wall in walls)


def _walls(
    rule: RecurrenceRule, window: Span, before: timedelta, steps: Steps
) -> Iterator[datetime]:
    """Yield when a rule changes the clock, from the last time before the window on."""
    since, last = (each.replace(tzinfo=None) for each in (window.start, window.end))
    last += 2 * DAY
    if rule.until:
        last = min(last, rule.until.wall + (before if rule.until.offset is not None else 0 * DAY))
        last += DAY * rule.until.is_day
    since = min(since - _BEFORE, last - _BEFORE) - (rule.interval % 100) * _BEFORE
    yield from rule.walls(since, last, steps)


def _offset(given: Property | None) -> timedelta:
    found = _OFFSET.fullmatch(given.value.strip()) if given else None
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        raise _UnreadableZoneError
    sign = -1 if found[1] == "-" else 1
    return sign * timedelta(hours=int(found[2]), minutes=int(found[3]))


@cache
def _names() -> dict[str, str]:
    """Return the IANA name by every known name in lower case; IANA names go first."""
    windows = {name.casefold(): iana for name, iana in windows_to_olson.WINDOWS_TO_OLSON.items()}
    return windows | {each.casefold(): each for each in available_timezones() - {"Factory"}}


@cache
def _cities() -> dict[str, str]:
    """Return the zone by the city it is named for."""
    return {
        each.rpartition("/")[2].replace("_", " ").casefold(): each
        for each in sorted(available_timezones(), reverse=True)
        if "/" in each and not each.startswith(("Etc/", "US/", "Canada/", "SystemV/"))
    }
