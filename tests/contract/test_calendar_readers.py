"""Series of calendars as other readers find them: libical and ical.js agree with ours.

What they do differently on purpose is left out here, and listed in docs/interop.md.
"""

import json
import random
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr

from rotation.availability import busy
from rotation.timespan import zone

pytestmark = pytest.mark.contract
HERE = Path(__file__).parent / "readers"
SYSTEM = "/usr/bin/python3"
PARIS = zone("Europe/Paris")
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
CASES, QUARTER = 400, timedelta(minutes=15)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ICAL_JS = "ical.js@2.2.1"


def rule(chance: random.Random) -> str:
    """Return a rule of the kinds that people have."""
    some = ",".join(chance.sample(DAYS, chance.randint(1, 3)))
    ordinal = chance.choice([1, 2, 3, -1, -2])
    month = chance.randint(1, 12)
    made = chance.choice(
        [
            "FREQ=DAILY",
            f"FREQ=DAILY;BYDAY={some}",
            f"FREQ=WEEKLY;BYDAY={some}",
            f"FREQ=WEEKLY;WKST={chance.choice(DAYS)};BYDAY={some}",
            f"FREQ=MONTHLY;BYDAY={ordinal}{chance.choice(DAYS)}",
            f"FREQ=MONTHLY;BYMONTHDAY={chance.choice([1, 15, 28, 31, -1, -3])}",
            f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={ordinal}",
            f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={chance.randint(1, 28)}",
            f"FREQ=YEARLY;BYMONTH={month};BYDAY={ordinal}{chance.choice(DAYS)}",
        ]
    )
    made += f";INTERVAL={chance.choice([1, 1, 1, 2, 3])}"
    return made + chance.choice(
        ["", "", f";COUNT={chance.randint(1, 60)}", ";UNTIL=20270415T235959Z"]
    )


def made(chance: random.Random) -> str:
    """Return a calendar of one series that begins on a date its rule names, less some dates."""
    while True:
        repeats = rule(chance)
        around = datetime(2026, chance.randint(1, 12), chance.randint(1, 28), chance.randint(5, 22))
        bare = ";".join(
            part for part in repeats.split(";") if not part.startswith(("COUNT", "UNTIL"))
        )
        if first := next(iter(rrulestr(bare, dtstart=around)), None):
            break
    dates = [each for _, each in zip(range(40), rrulestr(bare, dtstart=first), strict=False)]
    without = chance.sample(dates[1:], min(len(dates) - 1, chance.randint(0, 2)))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//made//up//EN",
        "BEGIN:VEVENT",
        "UID:a",
        "DTSTAMP:20260101T000000Z",
        f"DTSTART;TZID=Europe/Paris:{first:%Y%m%dT%H%M%S}",
        "DURATION:PT15M",
        f"RRULE:{repeats}",
        *(f"EXDATE;TZID=Europe/Paris:{each:%Y%m%dT%H%M%S}" for each in without),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


@cache
def calendars() -> list[str]:
    """Return the calendars, the same each time."""
    chance = random.Random(20261129)
    return [made(chance) for _ in range(CASES)]


def ours(text: str, first: datetime, last: datetime) -> list[str]:
    """Return the starts that we read between two walls."""
    spans = busy.read(text.encode(), PARIS, NOW).spans
    walls = [each.start.astimezone(PARIS).replace(tzinfo=None) for each in spans]
    assert all(each.length == QUARTER for each in spans)
    return [f"{each:%Y-%m-%dT%H:%M}" for each in walls if first <= each < last]


def compared(command: list[str], folder: Path) -> None:
    """Assert that a reader finds the starts that we do, in the weeks around now."""
    first, last = (NOW.replace(tzinfo=None) + timedelta(days=each) for each in (-3, 68))
    until = f"{last:%Y-%m-%dT%H:%M}"
    asked = folder / "asked.jsonl"
    lines = [json.dumps({"text": each, "until": until}) for each in calendars()]
    asked.write_text("\n".join(lines), encoding="utf-8")
    said = subprocess.run(
        [*command, str(asked)], cwd=folder, capture_output=True, text=True, check=True, timeout=300
    )
    found = [json.loads(line) for line in said.stdout.splitlines()]
    assert len(found) == CASES
    for text, theirs in zip(calendars(), found, strict=True):
        # No wall of these lies in a gap: the clock skips hours of the night alone.
        assert ours(text, first, last) == [
            each for each in theirs if each >= f"{first:%Y-%m-%dT%H:%M}"
        ], text


def test_the_referee_of_this_file_has_something_to_say() -> None:
    first, last = (NOW.replace(tzinfo=None) + timedelta(days=each) for each in (-3, 68))
    assert sum(bool(ours(each, first, last)) for each in calendars()) > CASES / 3


@pytest.mark.skipif(not shutil.which("npm"), reason="needs Node.js")
def test_ical_js_finds_the_same_dates(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"private": true}')
    words = ["npm", "install", "--silent", "--no-audit", "--no-fund", ICAL_JS]
    subprocess.run(words, cwd=tmp_path, check=True, timeout=300)
    compared(["node", str(HERE / "icaljs_series.mjs")], tmp_path)


def test_libical_finds_the_same_dates(tmp_path: Path) -> None:
    words = [SYSTEM, "-c", "import gi; gi.require_version('ICalGLib', '3.0')"]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("needs python3-gi and gir1.2-ical-3.0")
    compared([SYSTEM, str(HERE / "libical_series.py")], tmp_path)
