"""The dates of series as libical finds them: run by a Python that has its GObject bindings.

``python3 libical_series.py FILE`` reads {"text", "until"} a line and prints the starts by the wall
clock. Debian: ``apt install python3-gi gir1.2-ical-3.0``.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version has to be named first

EVENT = ICalGLib.ComponentKind.VEVENT_COMPONENT
RULE = ICalGLib.PropertyKind.RRULE_PROPERTY
EXCEPT = ICalGLib.PropertyKind.EXDATE_PROPERTY


def shown(time):
    """Return a time by the wall clock."""
    return (
        f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
        f"T{time.get_hour():02}:{time.get_minute():02}"
    )


def starts(text, until):
    """Return the starts of the series of a calendar."""
    calendar = ICalGLib.Component.new_from_string(text)
    event, found = calendar.get_first_component(EVENT), []
    while event is not None:
        first = event.get_dtstart()
        without, each = set(), event.get_first_property(EXCEPT)
        while each is not None:
            without.add(shown(each.get_exdate()))
            each = event.get_next_property(EXCEPT)
        rule = event.get_first_property(RULE)
        if rule is None:
            found.append(shown(first))
        else:
            dates = ICalGLib.RecurIterator.new(rule.get_rrule(), first)
            date = dates.next()
            while date is not None and not date.is_null_time() and shown(date) < until:
                found.append(shown(date))
                date = dates.next()
        found = [each for each in found if each not in without]
        event = calendar.get_next_component(EVENT)
    return sorted(found)


with Path(sys.argv[1]).open(encoding="utf-8") as file:
    for line in file:
        print(json.dumps(starts(**json.loads(line))))
