"""Busy time out of an iCalendar file."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.timezone import tzp
from recurring_ical_events import EventAdapter

from rotation.availability import ics, recurrence
from rotation.errors import RotationError
from rotation.timespan import DAY, Span, at_wall, merged, start_of_day

BEHIND = timedelta(days=8)
"""How far back it is read: a week that has begun may be planned again."""
_parsing = threading.Lock()


def read(content: bytes, in_zone: ZoneInfo, now: datetime) -> tuple[Span, ...]:
    """Return the disjoint busy spans of a calendar from a week ago to 400 days from now.

    Cancelled and transparent events leave the member free. Days and times without a zone are
    meant in ``in_zone``, unless the calendar names a zone of its own for times (X-WR-TIMEZONE).
    Impossible when it cannot be read or would be too much, BodyTooLarge when it is too large.
    """
    text, window = ics.cut_down(content), Span(now - BEHIND, now + recurrence.AHEAD)
    try:
        found = [
            part
            for event in _occurrences(text, window)
            if (span := _span(event, in_zone)) and (part := span.within(window))
        ]
    except RotationError:
        raise
    except Exception as error:  # the libraries raise whatever a broken file makes them stumble on
        raise ics.unreadable() from error
    if len(found) > recurrence.MOST:
        raise recurrence.too_many()
    return tuple(merged(found))


def _occurrences(text: str, window: Span) -> Iterator[icalendar.Event]:
    """Yield every occurrence of an event that has an instant in the window, and some beside it."""
    around = Span(window.start - 2 * DAY, window.end + 2 * DAY)
    calendar = _parsed(text)
    recurrence.check((EventAdapter(each) for each in calendar.events), around)
    yield from recurring_ical_events.of(calendar).between(around.start, around.end)


def _parsed(text: str) -> icalendar.Calendar:
    # The parser keeps the zones that a file defines for the whole process: without this, one
    # file could change what a name means in the files of others.
    with _parsing:
        tzp.use_default()
        try:
            calendar = icalendar.Calendar.from_ical(text)
        finally:
            tzp.use_default()
    if not isinstance(calendar, icalendar.Calendar):
        raise ics.unreadable()
    return calendar


def _span(event: icalendar.Event, in_zone: ZoneInfo) -> Span | None:
    """Return the time an occurrence takes, or None when it leaves the member free."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return None
    start = _instant(event.start, in_zone, is_end=False)
    end = _instant(event.end, in_zone, is_end=True)
    return Span(start, end) if start < end else None


def _instant(moment: date, in_zone: ZoneInfo, *, is_end: bool) -> datetime:
    if not isinstance(moment, datetime):
        return start_of_day(moment, in_zone)
    if moment.tzinfo is None:
        return at_wall(moment, in_zone, is_end=is_end, shift_forward=True)
    return moment
