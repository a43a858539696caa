#!/bin/sh
# icalendar: six hours over the end of summer time last seven.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet icalendar==6.3.2 tzdata==2026.2
# RFC 5545 3.3.6: hours of a duration are elapsed time, days are nominal. icalendar adds both to the
# time on the wall: 23:00 and PT6H end at 05:00, as if the hour that comes twice did not.
# Seen with Python 3.11 and icalendar 6.3.2: 7:00:00 elapsed.
cat > tried.py <<'PY'
from datetime import UTC, timedelta
from importlib.metadata import version

from icalendar import Calendar

LINES = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made//up//EN", "BEGIN:VEVENT", "UID:a",
    "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Paris:20261024T230000", "DURATION:PT6H",
    "END:VEVENT", "END:VCALENDAR", "",
]
(event,) = Calendar.from_ical("\r\n".join(LINES)).walk("VEVENT")
elapsed = event.end.astimezone(UTC) - event.start.astimezone(UTC)
print("icalendar", version("icalendar"))
print(event.start, "to", event.end, "duration", event.duration, "elapsed", elapsed)
assert event.duration == timedelta(hours=6)
assert elapsed == timedelta(hours=7), "this has changed"
PY
venv/bin/python tried.py
