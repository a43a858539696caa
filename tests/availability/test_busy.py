"""Busy time out of iCalendar files, as programs write them and as nobody should."""

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.availability import busy, ics
from rotation.errors import BodyTooLarge, Impossible, RotationError
from rotation.timespan import Span, zone
from support.paths import GOLDEN

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PARIS = zone("Europe/Paris")
BUSY = GOLDEN / "busy"
HOUR = "DTSTART:20261201T100000Z\r\nDTEND:20261201T110000Z\r\n"


def span(start: str, end: str) -> Span:
    """Return a span of UTC times such as 2026-12-01 10:00."""
    return Span(*(datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, end)))


def golden(name: str, in_zone: str = "Europe/Paris") -> list[Span]:
    """Return the busy time of a file under golden/busy."""
    return list(busy.read((BUSY / name).read_bytes(), zone(in_zone), NOW).spans)


def spans(content: bytes) -> list[Span]:
    """Return the busy time of a calendar."""
    return list(busy.read(content, PARIS, NOW).spans)


def calendar(*events: str, head: str = "") -> bytes:
    """Return a calendar of events, each given as its lines; each has a UID of its own."""
    made = "".join(
        f"BEGIN:VEVENT\r\nUID:{at}\r\n{each}END:VEVENT\r\n" for at, each in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{made}END:VCALENDAR\r\n".encode()


def refused(content: bytes) -> RotationError:
    """Return why a calendar is refused; the body has to be named."""
    with pytest.raises((Impossible, BodyTooLarge)) as error:
        busy.read(content, PARIS, NOW)
    assert error.value.field == ""
    return error.value


def test_a_series_keeps_its_wall_time_over_the_clock_change_less_what_was_left_out() -> None:
    assert golden("series.ics") == [
        span("2027-03-10 18:00", "2027-03-10 20:00"),
        span("2027-03-24 18:00", "2027-03-24 20:00"),
        span("2027-04-01 18:00", "2027-04-01 19:30"),
    ]


def test_whole_days_are_days_of_the_member() -> None:
    assert golden("days.ics") == [
        span("2026-11-30 23:00", "2026-12-01 23:00"),
        span("2027-03-26 23:00", "2027-03-28 22:00"),
    ]
    assert golden("days.ics", "Asia/Tokyo")[0] == span("2026-11-30 15:00", "2026-12-01 15:00")


def test_zones_by_windows_names_by_definition_and_with_prefixes_are_understood() -> None:
    assert golden("windows.ics") == [
        span("2026-12-02 08:30", "2026-12-02 09:30"),
        span("2026-12-03 17:30", "2026-12-03 18:30"),
        span("2026-12-04 06:00", "2026-12-04 07:00"),
        span("2026-12-05 00:30", "2026-12-05 01:30"),
    ]


def test_a_zone_that_one_file_defines_means_nothing_in_the_next() -> None:
    golden("windows.ics")
    event = "DTSTART;TZID=Customized Time Zone:20261204T093000\r\nDURATION:PT1H\r\n"
    assert spans(calendar(event)) == [span("2026-12-04 08:30", "2026-12-04 09:30")]


def test_a_file_cannot_change_what_a_known_zone_means() -> None:
    standard = (
        "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\n"
    )
    wrong = f"BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\n{standard}END:STANDARD\r\nEND:VTIMEZONE\r\n"
    event = "DTSTART;TZID=Europe/Paris:20261204T093000\r\nDURATION:PT1H\r\n"
    assert spans(calendar(event, head=wrong)) == [span("2026-12-04 08:30", "2026-12-04 09:30")]


def test_floating_times_are_times_of_the_member() -> None:
    assert golden("floating.ics") == [span("2026-12-01 11:00", "2026-12-01 11:45")]
    assert golden("floating.ics", "Australia/Lord_Howe") == [
        span("2026-12-01 01:00", "2026-12-01 01:45")
    ]


def test_the_zone_of_the_calendar_holds_for_floating_times_and_leaves_utc_alone() -> None:
    assert golden("x-wr-timezone.ics") == [
        span("2026-11-18 13:00", "2026-11-18 14:00"),
        span("2026-11-25 13:00", "2026-11-25 14:00"),
        span("2026-12-01 17:00", "2026-12-01 18:00"),
        span("2026-12-02 13:00", "2026-12-02 14:00"),
        span("2026-12-09 13:00", "2026-12-09 14:00"),
    ]


def test_cancelled_transparent_and_momentary_events_leave_the_member_free() -> None:
    assert golden("free.ics") == [span("2026-12-01 17:00", "2026-12-01 18:00")]


def test_overlapping_events_are_one_busy_time() -> None:
    later = "DTSTART:20261201T103000Z\r\nDTEND:20261201T120000Z\r\n"
    assert spans(calendar(HOUR, later, HOUR)) == [span("2026-12-01 10:00", "2026-12-01 12:00")]


def test_what_is_long_past_or_further_off_is_left_out() -> None:
    past = "DTSTART:20260101T100000Z\r\nDTEND:20260101T110000Z\r\n"
    far = "DTSTART:20280101T100000Z\r\nDTEND:20280101T110000Z\r\n"
    endless = "DTSTART:20200101T000000Z\r\nDTEND:20400101T000000Z\r\n"
    assert spans(calendar(past, far)) == []
    (all_the_time,) = spans(calendar(endless))
    assert all_the_time == Span(NOW - busy.BEHIND, NOW + busy.AHEAD)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=SECONDLY;COUNT=1000000",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=999999999999999999999",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY;UNTIL=soon",
        "nonsense",
        "FREQ=;",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=YEARLY;BYYEARDAY=" + "1," * 20_000 + "1",
        "RSCALE=HEBREW;FREQ=YEARLY",
    ],
)
def test_of_a_rule_that_cannot_be_read_the_first_day_counts_and_the_rest_is_told(rule: str) -> None:
    found = busy.read(calendar(f"{HOUR}RRULE:{rule}\r\n", HOUR), PARIS, NOW)
    assert found.spans == (span("2026-12-01 10:00", "2026-12-01 11:00"),)
    (note,) = found.notes.left_out
    assert (note.uid, found.notes.left_out_count) == ("0", 1)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY",
        "FREQ=HOURLY;INTERVAL=12",
        "freq=weekly;",
        "FREQ=WEEKLY; BYDAY=TU, TH",
        "FREQ=DAILY;X-NOTE=1",
        "FREQ=DAILY;INTERVAL=2;BYDAY=TU",
    ],
)
def test_a_rule_with_measure_is_read(rule: str) -> None:
    found = busy.read(calendar(f"{HOUR}RRULE:{rule}\r\n"), PARIS, NOW)
    assert found.notes.left_out_count == 0
    assert sum(each.minutes for each in found.spans) > 60


@pytest.mark.parametrize("count", [1, 5])
def test_rules_that_never_match_end_soon(count: int) -> None:
    rule = "RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30\r\n"
    assert spans(calendar(*[HOUR + rule] * count)) == [span("2026-12-01 10:00", "2026-12-01 11:00")]


def test_an_event_that_lasts_long_and_repeats_often_is_all_the_time() -> None:
    event = "DTSTART:20200101T000000Z\r\nDURATION:P3000D\r\nRRULE:FREQ=DAILY\r\n"
    assert spans(calendar(event)) == [Span(NOW - busy.BEHIND, NOW + busy.AHEAD)]


def test_a_series_moved_to_the_end_of_time_stays_where_it_is_but_for_that_date() -> None:
    event = "BEGIN:VEVENT\r\nUID:a\r\n{}END:VEVENT\r\n"
    moved = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261202T100000Z\r\nDTSTART:99981202T100000Z\r\n"
    text = event.format(HOUR + "RRULE:FREQ=DAILY;COUNT=3\r\n") + event.format(moved)
    assert spans(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n".encode()) == [
        span("2026-12-01 10:00", "2026-12-01 11:00"),
        span("2026-12-03 10:00", "2026-12-03 11:00"),
    ]


def test_more_events_or_bytes_than_are_read_are_refused() -> None:
    assert isinstance(refused(calendar(*[HOUR] * (ics.MOST_EVENTS + 1))), BodyTooLarge)
    assert isinstance(refused(bytes(ics.LARGEST + 1)), BodyTooLarge)


def test_of_more_busy_times_than_are_kept_the_nearest_are_kept() -> None:
    quarter = "DTSTART:20261124T{:02}0000Z\r\nDURATION:PT15M\r\nRRULE:FREQ=DAILY\r\n"
    found = busy.read(calendar(*(quarter.format(hour) for hour in range(14))), PARIS, NOW)
    assert len(found.spans) == busy.MOST
    assert found.spans[-1].end < NOW + busy.AHEAD
    (note,) = found.notes.left_out
    assert "5000 busy times" in str(note.reason)


ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\n{}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    "rule", ["RRULE:FREQ=SECONDLY", "RDATE:" + ",".join(["20200101T100000"] * 100_000)]
)
def test_a_zone_beyond_measure_is_like_one_that_is_not_known(rule: str) -> None:
    event = "DTSTART;TZID=Mine:20261204T093000\r\nDURATION:PT1H\r\n"
    found = busy.read(calendar(event, head=ZONE.format(rule)), PARIS, NOW)
    assert list(found.spans) == [span("2026-12-04 08:30", "2026-12-04 09:30")]
    assert "There is no time zone Mine" in str(found.notes.assumed[0].reason)


def test_a_hundred_thousand_events_are_refused() -> None:
    bare = b"BEGIN:VEVENT\nEND:VEVENT\n"
    content = b"BEGIN:VCALENDAR\n" + bare * 100_000 + b"END:VCALENDAR\n"
    assert isinstance(refused(content), BodyTooLarge)
    small = b"BEGIN:VCALENDAR\n" + bare * (ics.MOST_EVENTS + 1) + b"END:VCALENDAR\n"
    assert len(small) < ics.LARGEST
    assert isinstance(refused(small), BodyTooLarge)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"hello",
        b"{}",
        b"BEGIN:VCALENDAR\r\n",
        b"END:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 100_000,
        b"<html>BEGIN:VCALENDAR</html>",
    ],
    ids=lambda content: repr(content[:40]),
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    refused(content)


EVENT = "BEGIN:VEVENT\r\nUID:stands\r\nDTSTART:20261211T100000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
STANDS = span("2026-12-11 10:00", "2026-12-11 11:00")
LINES = st.sampled_from(
    [
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "TZID:Mine",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+9999",
        "UID:a",
        "DTSTART:20261201T100000Z",
        "DTSTART;TZID=Mine:20261201T100000",
        "DTSTART:00010101T000000",
        "DTSTART;VALUE=DATE:20261201",
        "DTEND:99991231T235959Z",
        "DTEND:20261201T110000",
        "DURATION:-P1D",
        "DURATION:P9999999D",
        "RRULE:FREQ=DAILY;COUNT=3",
        "RRULE:FREQ=YEARLY",
        "RRULE:FREQ=MONTHLY;BYDAY=9MO",
        "RRULE:FREQ=WEEKLY;UNTIL=20270101",
        "RDATE:20261203T100000Z/P1D",
        "RDATE;VALUE=PERIOD:19970101T180000Z/PT5H30M",
        "RDATE:",
        "EXDATE:20261201",
        "RECURRENCE-ID:20261202T100000Z",
        "SEQUENCE:x",
        "STATUS:CANCELLED",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261202",
        "TRANSP:",
        "X-WR-TIMEZONE:../../etc/passwd",
        "X-WR-TIMEZONE:Asia/Tokyo",
        "DTSTART;TZID=:20261201T100000",
        'DTSTART;TZID="a:b":20261201',
    ]
)


@settings(max_examples=400)
@given(st.lists(st.lists(LINES, max_size=7), max_size=4), st.lists(LINES, max_size=2))
def test_an_event_stands_whatever_lines_there_are_beside_it(
    events: list[list[str]], head: list[str]
) -> None:
    made = [f"{each}\r\n" for each in head]
    for lines in events:
        made += ["BEGIN:VEVENT\r\n", *(f"{each}\r\n" for each in lines), "END:VEVENT\r\n"]
    content = f"BEGIN:VCALENDAR\r\n{''.join(made)}{EVENT}END:VCALENDAR\r\n".encode()
    found = busy.read(content, PARIS, NOW)
    assert all(one.end < other.start for one, other in itertools.pairwise(found.spans))
    assert any(each.start <= STANDS.start and STANDS.end <= each.end for each in found.spans)
