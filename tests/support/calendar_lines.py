"""Calendars made line by line, and their busy time as short texts."""

from datetime import UTC, datetime

from rotation.availability import busy
from rotation.timespan import Span, zone

NOW = datetime(2026, 11, 29, 12, 5, tzinfo=UTC)
EVENING = ["12-07 17:00/19:00"]
AT = "DTSTART;TZID=Europe/Paris:20261207T180000\r\nDTEND;TZID=Europe/Paris:20261207T200000\r\n"
DAY = "DTSTART;VALUE=DATE:20261207\r\n"


def event(lines: str, uid: str = "a") -> str:
    """Return an event of these lines."""
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\n{lines}END:VEVENT\r\n"


def read(body: str, head: str = "", in_zone: str = "Europe/Paris") -> busy.BusyTime:
    """Return the busy time of a calendar of these components."""
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{body}END:VCALENDAR\r\n"
    return busy.read(text.encode(), zone(in_zone), NOW)


def shown(found: busy.BusyTime) -> list[str]:
    """Return busy spans as 12-07 17:00/19:00, in UTC; the year is left out."""
    return [_shown(each) for each in found.spans]


def _shown(span: Span) -> str:
    same = span.start.date() == span.end.date()
    return f"{span.start:%m-%d %H:%M}/{span.end:{'%H:%M' if same else '%m-%d %H:%M'}}"


def times(tzid: str) -> str:
    """Return 18:00 to 20:00 on 7 December in a zone written in some way."""
    return f"DTSTART{tzid}:20261207T180000\r\nDTEND{tzid}:20261207T200000\r\n"
