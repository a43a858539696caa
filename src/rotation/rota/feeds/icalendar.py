"""Calendars as bytes: what a feed serves, by RFC 5545 and 7986 and what real clients take.

The same events give the same bytes everywhere: nothing here knows the time. There is no METHOD,
no ATTENDEE, no RRULE and no VTIMEZONE: each has broken a client.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

import msgspec

from rotation.timespan import zone
from rotation.words import say

MOST_OCTETS = 75
"""Longest physical line, without its CRLF (RFC 5545 §3.1)."""
MOST_EVENTS = 5000
"""Most events in a calendar; what is furthest in the future is left out."""
_NEWLINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = " \t\n"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_encode = msgspec.json.Encoder().encode
_WHOLE_DAY = {("00:00", "24:00"), ("00:00", "00:00")}


@dataclass(frozen=True)
class Event:
    """One duty as subscribers see it.

    ``start`` and ``end`` are UTC instants, ``local_start`` and ``local_end`` the promised wall
    times in ``timezone``. ``summary_name`` is the person, None where it need not be said.
    ``sequence`` and ``changed_at`` rise with every visible change; ``cancelled``: taken away.
    """

    uid: UUID
    start: datetime
    end: datetime
    timezone: str
    local_start: str
    local_end: str
    summary_name: str | None
    task: str
    team: str
    detail: str
    sequence: int
    changed_at: datetime
    cancelled: bool


@dataclass(frozen=True)
class FeedSettings:
    """The settings of a feed: a name, a CSS colour, minutes of warning, whether duty is busy."""

    name: str
    color: str | None = None
    alarm_minutes: int | None = None
    opaque: bool = False
    language: str = "en"


def team_uid(slot: UUID, name: str) -> UUID:
    """Return the UID of a part of a slot in a team's feed; ``name`` "" is the slot itself.

    Other parts are named ``override:<id>`` and ``part:<n>``.
    """
    return uuid5(slot, name) if name else slot


def member_uid(slot: UUID, member: UUID, name: str) -> UUID:
    """Return the UID of a part of a slot in the feed of a member; names as in ``team_uid``."""
    return uuid5(slot, f"member:{member}:{name}" if name else f"member:{member}")


def render(calendar: FeedSettings, events: Iterable[Event]) -> bytes:
    """Return the whole calendar, its events sorted by start and UID, MOST_EVENTS of them."""
    name = _text(calendar.name)
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rotation//Rotation//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    if calendar.color:
        head.append(f"COLOR:{_text(calendar.color)}")
    body = b"".join(event_bytes(calendar, event) for event in _ordered(events))
    return _lines(head) + body + b"END:VCALENDAR\r\n"


def render_json(calendar: FeedSettings, events: Iterable[Event]) -> bytes:
    """Return the same calendar as JSON: the same events in the same order, the same texts."""
    shown = [_json(calendar, event) for event in _ordered(events)]
    return _encode({"name": _plain(calendar.name), "color": calendar.color, "events": shown})


def _json(calendar: FeedSettings, event: Event) -> dict[str, object]:
    return {
        "uid": event.uid,
        "sequence": event.sequence,
        "changed_at": event.changed_at.astimezone(UTC),
        "start": event.start.astimezone(UTC),
        "end": event.end.astimezone(UTC),
        "timezone": event.timezone,
        "local_start": event.local_start,
        "local_end": event.local_end,
        "summary": _plain(_summary(calendar, event)),
        "description": _plain(_description(calendar, event)),
        "status": _status(event),
        "busy": _is_busy(calendar, event),
        "alarm_minutes": None if event.cancelled else calendar.alarm_minutes,
    }


def _ordered(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.start, event.uid))[:MOST_EVENTS]


def event_bytes(calendar: FeedSettings, event: Event) -> bytes:
    """Return one VEVENT; it depends on nothing but what is given."""
    summary, changed = _text(_summary(calendar, event)), _utc(event.changed_at)
    start, end = _bounds(event)
    is_busy = _is_busy(calendar, event)
    return _lines(
        [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"SEQUENCE:{event.sequence}",
            f"DTSTAMP:{changed}",
            f"LAST-MODIFIED:{changed}",
            f"DTSTART{start}",
            f"DTEND{end}",
            f"SUMMARY:{summary}",
            f"DESCRIPTION:{_text(_description(calendar, event))}",
            f"STATUS:{_status(event)}",
            f"TRANSP:{'OPAQUE' if is_busy else 'TRANSPARENT'}",
            f"X-MICROSOFT-CDO-BUSYSTATUS:{'BUSY' if is_busy else 'FREE'}",
            *_alarm(calendar, event, summary),
            "END:VEVENT",
        ]
    )


def _summary(calendar: FeedSettings, event: Event) -> str:
    """Return the title; of a duty taken away it says so, for programs that show it all the same."""
    shown = f"{event.summary_name} — {event.task}" if event.summary_name else event.task
    if event.cancelled:
        return say("Cancelled: {duty}", duty=shown).said_in(calendar.language)
    return shown


def _is_busy(calendar: FeedSettings, event: Event) -> bool:
    return calendar.opaque and not event.cancelled


def _status(event: Event) -> str:
    return "CANCELLED" if event.cancelled else "CONFIRMED"


def _description(calendar: FeedSettings, event: Event) -> str:
    """Return the wall times and the zone, the team, and what else is known, a line each."""
    team = say("Team: {team}", team=event.team).said_in(calendar.language)
    times = f"{event.local_start}–{event.local_end} {event.timezone}"
    return "\n".join(line for line in (times, team, event.detail) if line)


def _bounds(event: Event) -> tuple[str, str]:
    """Return DTSTART and DTEND after their names: instants, or dates for a duty of whole days."""
    if (event.local_start, event.local_end) not in _WHOLE_DAY:
        return f":{_utc(event.start)}", f":{_utc(event.end)}"
    there = zone(event.timezone)
    first, last = (each.astimezone(there) for each in (event.start, event.end))
    return f";VALUE=DATE:{first:%Y%m%d}", f";VALUE=DATE:{last:%Y%m%d}"


def _alarm(calendar: FeedSettings, event: Event, summary: str) -> list[str]:
    if calendar.alarm_minutes is None or event.cancelled:
        return []
    trigger = f"TRIGGER:-PT{calendar.alarm_minutes}M"
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary}",
        trigger,
        "END:VALARM",
    ]


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Return a TEXT value: escaped, in one line, without control characters (RFC 5545 §3.3.11)."""
    return _plain(value).translate(_ESCAPED)


def _plain(value: str) -> str:
    """Return a text without control characters, its lines ended in one way.

    Blanks at its ends are left out: some parsers keep them, some do not.
    """
    return _UNWANTED.sub("", _NEWLINE.sub("\n", value)).strip(_BLANKS)


def _lines(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line.encode()) for line in lines)


def _folded(line: bytes) -> bytes:
    """Return a line cut into physical lines, never inside a character or an escape."""
    parts, begin, room = [], 0, MOST_OCTETS
    while len(line) - begin > room:
        cut = begin + room
        while line[cut] & 0xC0 == 0x80:  # inside a character of several octets
            cut -= 1
        before = line[begin:cut]
        if (len(before) - len(before.rstrip(b"\\"))) % 2:  # between a backslash and its letter
            cut -= 1
        parts.append(line[begin:cut])
        begin, room = cut, MOST_OCTETS - 1
    parts.append(line[begin:])
    return b"\r\n ".join(parts) + b"\r\n"
