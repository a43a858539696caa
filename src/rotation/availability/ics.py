"""Busy time out of an iCalendar file: a small, clean file out of any other.

Reading is done in two steps, because a file of a stranger may be hostile and most of what an
honest one holds (titles, guests, notes) is none of our business. Here the text is cut down to
the few lines that tell times, its nesting and counts are checked, and names of time zones are
turned into those of the pinned zone data; only then does a parser see it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from rotation.errors import BodyTooLarge, Impossible
from rotation.timespan import zone
from rotation.words import say

LARGEST = 2 << 20
MOST_EVENTS = 20_000
_LONGEST_LINE = 1 << 16
_MOST_ZONE_RULES, _MOST_OF_ZONES, _DEEPEST = 40, 1 << 16, 8
_LINE = re.compile(r"([A-Za-z0-9-]{1,60})((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)", re.DOTALL)
_TZID = re.compile(r";TZID=(\"[^\"]*\"|[^;:,\"]*)", re.IGNORECASE)
_YEARLY = re.compile(
    r"FREQ=YEARLY(;(BYMONTH=\d\d?|BYDAY=[+-]?\d?(MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=[\d,-]{1,40}"
    r"|UNTIL=\d{8}(T\d{6}Z?)?|INTERVAL=1|WKST=[A-Z]{2}))*",
    re.ASCII,
)
_RULE = re.compile(r"[A-Z-]+=[^;=]+(;[A-Z-]+=[^;=]+)*;?", re.ASCII)
_NEGATIVE_COUNT = re.compile(r";COUNT=-\d+|COUNT=-\d+;", re.ASCII)
_KEPT = {
    "VCALENDAR": {"CALSCALE", "X-WR-TIMEZONE"},
    "VEVENT": {
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
        "STATUS",
        "TRANSP",
    },
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"},
}
_WITHIN = {
    "VCALENDAR": "",
    "VEVENT": "VCALENDAR",
    "VTIMEZONE": "VCALENDAR",
    "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
}


def cut_down(content: bytes) -> str:
    """Return the lines of a calendar that say when its events are, and how they repeat.

    Impossible when it is no calendar or its zones are beyond what zones do, BodyTooLarge when it
    is larger than LARGEST or has more than MOST_EVENTS events; the field is the body.
    """
    if len(content) > LARGEST:
        raise BodyTooLarge(say("A calendar has at most {most} bytes.", most=LARGEST), field="")
    lines = list(_kept_lines(_unfolded(content)))
    if sum(each == "BEGIN:VEVENT" for each in lines) > MOST_EVENTS:
        raise BodyTooLarge(say("A calendar has at most {most} events.", most=MOST_EVENTS), field="")
    rules = sum(each in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"} for each in lines)
    is_too_much = rules > _MOST_ZONE_RULES or _said_of_zones(lines) > _MOST_OF_ZONES
    if is_too_much or lines.count("BEGIN:VCALENDAR") != 1:
        raise unreadable()
    return "\r\n".join(lines) + "\r\n"


def unreadable() -> Impossible:
    """Return the error for what is no calendar."""
    return Impossible("This is not a readable calendar.", field="")


@lru_cache(4096)
def zone_name(name: str) -> str | None:
    """Return the IANA name of a zone as calendars write it: also Windows names and prefixed ones.

    None when the zone data have no such zone.
    """
    plain = name.strip().strip('"').strip("/")
    parts = plain.split("/")[:6]
    for known in (plain, WINDOWS_TO_OLSON.get(plain, ""), *_endings(parts)):
        try:
            return zone(known).key
        except Impossible:
            continue
    return None


def _said_of_zones(lines: list[str]) -> int:
    """Return how many characters define zones; their dates are dear to read."""
    inside, found = False, 0
    for line in lines:
        inside = line == "BEGIN:VTIMEZONE" or (inside and line != "END:VTIMEZONE")
        found += len(line) * inside
    return found


def _endings(parts: list[str]) -> Iterator[str]:
    # A name such as /freeassociation.sourceforge.net/Europe/Paris stands for its last parts.
    for first in range(1, len(parts) - 1):
        yield "/".join(parts[first:])


def _unfolded(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8-sig", errors="replace").replace("\0", "")
    return iter(re.sub(r"(\r\n|\r|\n)[ \t]", "", text).splitlines())


def _is_passed_over(line: str, open_now: list[str]) -> bool:
    """Tell whether a line is too long for any expression to look at it, and not needed.

    Impossible when it is needed: what is cut off would be lost silently.
    """
    if len(line) <= _LONGEST_LINE:
        return False
    name = line[:64].partition(":")[0].partition(";")[0].strip().upper()
    if name in {"BEGIN", "END"} or (open_now and name in _KEPT.get(open_now[-1], ())):
        raise unreadable()
    return True


def _kept_lines(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines to keep; Impossible when components do not nest as they should."""
    open_now: list[str] = []
    skipped = 0
    for line in lines:
        if not line.strip() or _is_passed_over(line, open_now):
            continue
        found = _LINE.fullmatch(line)
        if not found:
            raise unreadable()
        name, parameters, value = found[1].upper(), found[2], found[3].strip()
        component = value.upper()
        if name == "BEGIN":
            if skipped or _WITHIN.get(component) != (open_now[-1] if open_now else ""):
                skipped += 1
            else:
                yield f"BEGIN:{component}"
            open_now.append(component)
            if len(open_now) > _DEEPEST or open_now[0] != "VCALENDAR":
                raise unreadable()
        elif name == "END":
            if not open_now or open_now.pop() != component:
                raise unreadable()
            if not skipped:
                yield f"END:{component}"
            skipped = max(0, skipped - 1)
        elif not open_now:
            raise unreadable()
        elif not skipped and name in _KEPT[open_now[-1]]:
            yield from _cleaned(open_now[-1], name, parameters, value)
    if open_now:
        raise unreadable()


def _cleaned(component: str, name: str, parameters: str, value: str) -> Iterator[str]:
    if name == "RRULE":
        # Some programs write COUNT=-1 for a rule without end.
        value = _NEGATIVE_COUNT.sub("", value.upper())
        if not (_RULE if component == "VEVENT" else _YEARLY).fullmatch(value):
            raise unreadable()
    if name == "X-WR-TIMEZONE":
        if known := zone_name(value):
            yield f"{name}:{known}"
        return
    if name == "TZID":
        yield f"{name}:{zone_name(value) or value}"
        return
    yield f"{name}{_TZID.sub(_known, parameters)}:{value}"


def _known(found: re.Match[str]) -> str:
    known = zone_name(found[1])
    return f";TZID={known}" if known else found[0]
