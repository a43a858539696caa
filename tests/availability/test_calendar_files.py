"""Files of calendar programs with something odd in them: what each says of its owner's time."""

from datetime import UTC, datetime

import pytest

from rotation.availability import busy
from rotation.timespan import Span, zone
from support.paths import DATA

FILES = DATA / "calendars"
NOW = datetime(2026, 11, 29, 12, 5, tzinfo=UTC)
EVENING = ("12-07 17:00", "12-07 19:00")
"""18:00 to 20:00 in Paris."""
RIGHT: dict[str, list[tuple[str, str]]] = {
    "01-u2028-description": [EVENING],
    "01b-vertical-tab-summary": [EVENING],
    "02-entourage-uuid": [EVENING],
    "02e-empty-name": [EVENING],
    "03-two-vcalendars": [EVENING, ("12-08 18:00", "12-08 19:00")],
    "04-allday-end-equals-start": [("12-06 23:00", "12-07 23:00")],
    "04d-allday-weekly-same": [
        ("12-06 23:00", "12-07 23:00"),
        ("12-13 23:00", "12-14 23:00"),
        ("12-20 23:00", "12-21 23:00"),
    ],
    "05-lotus-vtimezone": [EVENING],
    "05c-apple-byyearday": [("12-07 15:00", "12-07 17:00")],
    "05g-caldav-synchronizer": [EVENING],
    "06d-21-zones": [EVENING],
    "07-cdo-free-no-transp": [],
    "08b-gmt-standard-time-1": [("12-07 18:00", "12-07 20:00")],
    "08g-lower-case": [EVENING],
    "08m-zone-and-Z": [EVENING],
    "08n-gmt-colon-unquoted": [("12-07 12:30", "12-07 14:30")],
    "09c-rrule-empty-part": [EVENING, ("12-14 17:00", "12-14 19:00")],
    "09g-until-before-start": [EVENING],
    "09h-until-date-for-datetime": [
        EVENING,
        ("12-08 17:00", "12-08 19:00"),
        ("12-09 17:00", "12-09 19:00"),
    ],
    "12-beside-date-then-datetime": [EVENING, ("12-08 23:00", "12-10 00:00")],
    "12-beside-sequence-empty": [EVENING, ("12-09 17:00", "12-09 19:00")],
    "12-beside-t240000": [EVENING, ("12-09 21:00", "12-09 23:00")],
    "12e-overnight-same-date": [("12-07 21:00", "12-08 05:00")],
    "15h-freebusy": [EVENING],
    "16-gap-time": [("2027-03-28 01:30", "2027-03-28 02:30")],
    "16b-cross-fold-duration": [("2027-10-30 23:00", "2027-10-31 02:00")],
}
ASSUMED = {
    "08b-gmt-standard-time-1": (7, "a1", "Europe/London"),
    "08n-gmt-colon-unquoted": (7, "a1", "UTC+05:30"),
    "12-beside-date-then-datetime": (14, "bad", "from 00:00"),
    "12e-overnight-same-date": (8, "a1", "next day"),
}


def instant(text: str) -> datetime:
    """Return the UTC instant of 12-07 17:00 (in 2026) or 2027-03-28 01:30."""
    full = text if text.startswith("20") else f"2026-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=UTC)


def read(name: str) -> busy.BusyTime:
    """Return the busy time of a file, read in Paris."""
    return busy.read((FILES / f"{name}.ics").read_bytes(), zone("Europe/Paris"), NOW)


def test_every_file_has_its_right_value() -> None:
    files = {each.stem for each in FILES.glob("*.ics")}
    assert files == RIGHT.keys() | {"16g-daily-0200-0300"}


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_is_read_as_it_is_meant(name: str) -> None:
    found = read(name)
    assert list(found.spans) == [Span(instant(start), instant(end)) for start, end in RIGHT[name]]
    assert found.notes.left_out_count == 0


@pytest.mark.parametrize("name", RIGHT)
def test_what_was_guessed_is_told_and_nothing_else(name: str) -> None:
    notes = read(name).notes.assumed
    if name not in ASSUMED:
        assert notes == []
        return
    line, uid, taken = ASSUMED[name]
    (note,) = notes
    assert (note.line, note.uid) == (line, uid)
    assert taken in str(note.reason)


def test_a_daily_event_in_the_hour_the_clock_skips_moves_on_that_day_alone() -> None:
    found = read("16g-daily-0200-0300")
    assert found.notes.left_out_count == 0
    assert Span(instant("2027-03-27 01:00"), instant("2027-03-27 02:00")) in found.spans
    assert Span(instant("2027-03-28 01:00"), instant("2027-03-28 02:00")) in found.spans
    assert Span(instant("2027-03-29 00:00"), instant("2027-03-29 01:00")) in found.spans
    assert Span(*map(instant, EVENING)) in found.spans
