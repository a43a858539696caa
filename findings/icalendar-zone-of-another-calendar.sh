#!/bin/sh
# icalendar: a zone defined in one calendar is used for the next one of that name.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet icalendar==6.3.2 tzdata==2026.2
# RFC 5545 3.6.5: a VTIMEZONE holds for its calendar object. icalendar keeps definitions by TZID for
# the whole process: of two calendars that each define "Office" the second is read by the first's.
# Seen with Python 3.11 and icalendar 6.3.2: +02:00 twice, in a fresh process +05:00 for the second.
cat > tried.py <<'PY'
import sys
from importlib.metadata import version

from icalendar import Calendar


def offset(hours: str) -> str:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made//up//EN",
        "BEGIN:VTIMEZONE", "TZID:Office", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{hours}", f"TZOFFSETTO:{hours}", "END:STANDARD", "END:VTIMEZONE",
        "BEGIN:VEVENT", "UID:a", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Office:20260724T180000",
        "DURATION:PT1H", "END:VEVENT", "END:VCALENDAR", "",
    ]
    (event,) = Calendar.from_ical("\r\n".join(lines)).walk("VEVENT")
    return f"{event.start:%z}"


found = [offset(each) for each in sys.argv[1:]]
print("icalendar", version("icalendar"), sys.argv[1:], "read as", found)
assert found == (["+0500"] if len(found) == 1 else ["+0200", "+0200"]), "this has changed"
PY
venv/bin/python tried.py +0500
venv/bin/python tried.py +0200 +0500
