#!/bin/sh
# ical: an event with RDATE and no RRULE is not shown on its own first date.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet ical==14.3.1 tzdata==2026.2
# RFC 5545 3.8.5.2: DTSTART counts as the first instance, RDATE adds to it. With a rule beside RDATE
# all dates are there; without one only those of RDATE are.
# Seen with Python 3.11 and ical 14.3.1: 20 October is missing.
cat > tried.py <<'PY'
from datetime import UTC, datetime
from importlib.metadata import version

from ical.calendar_stream import IcsCalendarStream


def dates(*more: str) -> list[int]:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made//up//EN", "BEGIN:VEVENT", "UID:a",
        "DTSTAMP:20260101T000000Z", "DTSTART:20261020T180000Z", "DURATION:PT1H", *more,
        "END:VEVENT", "END:VCALENDAR", "",
    ]
    calendar = IcsCalendarStream.calendar_from_ics("\r\n".join(lines))
    window = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    return [each.start.day for each in calendar.timeline.overlapping(*window)]


print("ical", version("ical"))
print("with a rule   ", ruled := dates("RRULE:FREQ=DAILY;COUNT=2", "RDATE:20261025T180000Z"))
print("without a rule", alone := dates("RDATE:20261025T180000Z"))
assert ruled == [20, 21, 25]
assert alone == [25], "this has changed"
PY
venv/bin/python tried.py
