"""What foreign parsers read of a calendar, and what was meant."""

import re
from typing import Any

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

from rotation.rota.feeds.icalendar import Event


def plain(text: str) -> str:
    """Return a text as a calendar can say it.

    It has one kind of line end, no control characters, no blanks at its ends.
    """
    text = re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text)
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", text).strip(" \t\n")


CANCELLED = {"en": "Cancelled: ", "fr": "Annulé : ", "nl": "Vervallen: "}


def meant(event: Event, language: str = "en") -> tuple[Any, ...]:
    """Return what every parser has to read of an event."""
    who = f"{event.summary_name} — {event.task}" if event.summary_name else event.task
    status = "CANCELLED" if event.cancelled else "CONFIRMED"
    shown = plain((CANCELLED[language] if event.cancelled else "") + who)
    return str(event.uid), event.start, event.end, shown, event.sequence, status


def by_icalendar(content: bytes) -> list[tuple[Any, ...]]:
    """Return what the icalendar package reads."""
    found: list[Any] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return [
        (
            str(each["UID"]),
            each["DTSTART"].dt,
            each["DTEND"].dt,
            str(each["SUMMARY"]),
            int(each["SEQUENCE"]),
            str(each["STATUS"]),
        )
        for each in found
    ]


def by_vobject(content: bytes) -> list[tuple[Any, ...]]:
    """Return what vobject reads."""
    found = vobject.readOne(content.decode()).contents.get("vevent", [])
    return [
        (
            each.uid.value,
            each.dtstart.value,
            each.dtend.value,
            each.summary.value,
            int(each.sequence.value),
            each.status.value,
        )
        for each in found
    ]


def by_ical(content: bytes) -> list[tuple[Any, ...]]:
    """Return what the ical package reads."""
    return [
        (each.uid, each.dtstart, each.dtend, each.summary, each.sequence, each.status)
        for each in IcsCalendarStream.calendar_from_ics(content.decode()).events
    ]
