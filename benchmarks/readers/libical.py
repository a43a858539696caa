"""What libical reads of calendars: run by a Python that has its GObject bindings.

``python3 libical.py FILE`` reads a JSON string a line and prints a JSON line of events for each.
Debian: ``apt install python3-gi gir1.2-ical-3.0``.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version has to be named first

EVENT = ICalGLib.ComponentKind.VEVENT_COMPONENT
STATUS = {
    ICalGLib.PropertyStatus.CONFIRMED: "CONFIRMED",
    ICalGLib.PropertyStatus.CANCELLED: "CANCELLED",
}


def events(text: str) -> list[list[object]]:
    """Return [UID, start, end, SUMMARY, SEQUENCE, STATUS] of each event."""
    calendar = ICalGLib.Component.new_from_string(text)
    if calendar is None or calendar.count_errors():
        return [["libical finds errors"]]
    found: list[list[object]] = []
    event = calendar.get_first_component(EVENT)
    while event is not None:
        found.append(
            [
                event.get_uid(),
                event.get_dtstart().as_ical_string(),
                event.get_dtend().as_ical_string(),
                event.get_summary(),
                event.get_sequence(),
                STATUS.get(event.get_status(), "?"),
            ]
        )
        event = calendar.get_next_component(EVENT)
    return found


with Path(sys.argv[1]).open(encoding="utf-8") as file:
    for line in file:
        print(json.dumps(events(json.loads(line))))
