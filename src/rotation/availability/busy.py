"""Busy time out of an iCalendar stream, and what has to be told of reading it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rotation.availability import calendar_series, ics
from rotation.availability.calendar_notes import Notes
from rotation.availability.calendar_reading import Reading
from rotation.availability.calendar_series import Times
from rotation.availability.ics import Calendar, Component, Property
from rotation.availability.moments import length, moment
from rotation.availability.recurrence import Steps
from rotation.timespan import Span, merged
from rotation.words import say

AHEAD = timedelta(days=400)
BEHIND = timedelta(days=8)
"""How far back it is read: a week that has begun may be planned again."""
MOST = 5_000
"""Busy times that are kept of a calendar."""


@dataclass(frozen=True)
class BusyTime:
    """The busy spans of a calendar, disjoint and in order, and the notes of reading it."""

    spans: tuple[Span, ...] = ()
    notes: Notes = field(default_factory=Notes)


def read(content: bytes, in_zone: ZoneInfo, now: datetime, charset: str | None = None) -> BusyTime:
    """Return the busy time of a calendar from a week ago to 400 days from now.

    Cancelled and free events leave the member free. Days, and times without a zone, are meant
    in ``in_zone``, unless the calendar names a zone of its own for times (X-WR-TIMEZONE). What
    cannot be read is left out and told. Impossible when it is no calendar, BodyTooLarge when it
    is too large.
    """
    window, notes, steps = Span(now - BEHIND, now + AHEAD), Notes(), Steps()
    found: set[Times] = set()
    calendars = ics.parse(content, charset)
    readings = [Reading(each, in_zone, window, steps, notes) for each in calendars]
    for reading in readings:
        _tell_of(reading.calendar, notes)
        found.update(_freebusy(reading))
    for series in calendar_series.by_uid(readings):
        found.update(series.times())
    spans = merged(_within(found, window))
    if len(spans) > MOST:
        first = spans[MOST].start.astimezone(in_zone)
        said = say(
            "A calendar has at most {most} busy times: those from {day} on are left out.",
            most=MOST,
            day=f"{first:%Y-%m-%d}",
        )
        notes.leave_out(None, None, said)
    return BusyTime(tuple(spans[:MOST]), notes)


def _tell_of(calendar: Calendar, notes: Notes) -> None:
    """Tell what is odd about a calendar as a whole."""
    if not calendar.is_whole:
        said = say("The calendar has no end line: what came last may be lost.")
        notes.leave_out(calendar.line, None, said)
    scale = calendar.first("CALSCALE")
    if scale and scale.value.upper() not in {"", "GREGORIAN"}:
        said = say("The calendar {scale} is read as Gregorian.", scale=scale.value[:64])
        notes.assume(scale.line, None, said)


def _within(found: Iterable[Times], window: Span) -> Iterator[Span]:
    for start, end in found:
        if start < end and window.start < end and start < window.end:
            yield Span(max(start, window.start), min(end, window.end))


def _freebusy(reading: Reading) -> Iterator[Times]:
    """Yield the busy periods of a calendar's VFREEBUSY components."""
    for component in reading.calendar.of("VFREEBUSY"):
        if not component.is_whole:
            said = say("The event has no end line: some of its lines may be lost.")
            reading.leave_out(component, component.line, said)
        for given in component.every("FREEBUSY"):
            if given.parameters.get("FBTYPE", "").upper() == "FREE":
                continue
            for text in given.value.split(","):
                yield from _period(text, given, component, reading)


def _period(text: str, given: Property, component: Component, reading: Reading) -> Iterator[Times]:
    first, _, rest = text.partition("/")
    start, end, lasting = moment(first), moment(rest), length(rest)
    if start is not None:
        begins = start.instant(reading.zone_of(given, start, None))
        over = begins
        if end is not None:
            over = end.instant(reading.zone_of(given, end, None))
        elif lasting is not None:
            over = begins + lasting.elapsed + timedelta(days=lasting.days)
        if begins < over:
            yield begins, over
            return
    said = say("This is no time that can be read: {text}.", text=text[:64])
    reading.leave_out(component, given.line, said)
