#!/bin/sh
# ical: a moved date of a series in UTC is shown twice, one in a zone once.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet ical==14.3.1 tzdata==2026.2
# RFC 5545 3.8.4.4: the instance that RECURRENCE-ID names is replaced. With TZID it is; with the UTC
# form (Z) the replaced time is shown as well: a reader of busy times has an hour too many.
# Seen with Python 3.11 and ical 14.3.1: 4 dates with TZID, 5 with Z.
cat > tried.py <<'PY'
from datetime import UTC, datetime
from importlib.metadata import version

from ical.calendar_stream import IcsCalendarStream


def dates(before: str, after: str) -> list[str]:
    event = ["BEGIN:VEVENT", "UID:a", "DTSTAMP:20260101T000000Z", "DURATION:PT1H"]
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made//up//EN",
        *event, f"DTSTART{before}:20261020T180000{after}", "RRULE:FREQ=DAILY;COUNT=4", "END:VEVENT",
        *event, f"RECURRENCE-ID{before}:20261022T180000{after}",
        f"DTSTART{before}:20261022T200000{after}", "END:VEVENT",
        "END:VCALENDAR", "",
    ]
    calendar = IcsCalendarStream.calendar_from_ics("\r\n".join(lines))
    window = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    return [f"{each.start:%d %H:%M}" for each in calendar.timeline.overlapping(*window)]


print("ical", version("ical"))
print("TZID", zoned := dates(";TZID=Europe/Paris", ""))
print("UTC ", utc := dates("", "Z"))
assert zoned == ["20 18:00", "21 18:00", "22 20:00", "23 18:00"]
assert utc == ["20 18:00", "21 18:00", "22 18:00", "22 20:00", "23 18:00"], "this has changed"
PY
venv/bin/python tried.py
