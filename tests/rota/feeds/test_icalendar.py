"""Feeds are the bytes that calendar clients take, and three parsers read back what was meant."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from rotation.rota.feeds.icalendar import (
    MOST_EVENTS,
    Event,
    FeedSettings,
    event_bytes,
    member_uid,
    render,
    render_json,
    team_uid,
)
from rotation.timespan import zone
from support.feed_clients import by_ical, by_icalendar, by_vobject, meant
from support.paths import GOLDEN

SLOT = UUID("6f6b1c1e-5a0e-4a38-9d0e-0c7c7c0f9a11")
MEMBER = UUID("9d2f5c1a-7e0b-4f0e-8a51-1f2e3d4c5b6a")
NORD = FeedSettings("Nord, social", color="teal")
EVENT = Event(
    uid=SLOT,
    start=datetime(2026, 11, 27, 7, tzinfo=UTC),
    end=datetime(2026, 11, 27, 15, tzinfo=UTC),
    timezone="Europe/Paris",
    local_start="08:00",
    local_end="16:00",
    summary_name="Zoë O'Brien",
    task="webcare",
    team="Nord, social",
    detail="",
    sequence=3,
    changed_at=datetime(2026, 11, 20, 9, 15, tzinfo=UTC),
    cancelled=False,
)
FOLDED = "7dc8800272e0b4a729ce1bd4cf30f48bfa8506618c056f7ea7f1b5d41aeebe2f"
OTHER = replace(
    EVENT,
    uid=UUID(int=7),
    start=EVENT.start - timedelta(days=1),
    end=EVENT.end - timedelta(days=1),
    summary_name="Amélie",
    detail="Instagram; Facebook",
    cancelled=True,
)


def lines(content: bytes) -> list[bytes]:
    """Return the logical lines of a feed, checking the physical ones."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in physical:
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()
    return b"\r\n".join(physical).replace(b"\r\n ", b"").split(b"\r\n")


def value(content: bytes, name: str) -> str:
    """Return the value of the first line of a property."""
    return next(
        line for line in lines(content) if re.match(rb"%s[:;]" % name.encode(), line)
    ).decode()


def test_an_event_is_served_as_the_design_shows_it() -> None:
    assert event_bytes(NORD, EVENT) == (GOLDEN / "event.ics").read_bytes()


def test_a_calendar_is_served_sorted_by_start() -> None:
    assert render(NORD, [EVENT, OTHER]) == (GOLDEN / "calendar.ics").read_bytes()


def test_the_order_of_the_events_does_not_matter() -> None:
    twin = replace(EVENT, uid=UUID(int=1))
    assert render(NORD, [EVENT, twin, OTHER]) == render(NORD, [OTHER, twin, EVENT])


def test_a_long_line_is_folded_between_characters() -> None:
    text = "Zoë O'Brien; R&D, nuit\\jour\nrelève " + "\U0001f642" * 10
    content = event_bytes(NORD, replace(EVENT, summary_name=None, task=text))
    begin = content.index(b"SUMMARY")
    folded = content[begin : content.index(b"DESCRIPTION")]
    assert [len(line) for line in folded.split(b"\r\n")] == [73, 17, 0]
    assert hashlib.sha256(folded).hexdigest() == FOLDED


@pytest.mark.parametrize("shift", range(4))
def test_a_fold_never_parts_a_backslash_from_its_letter(shift: int) -> None:
    content = event_bytes(NORD, replace(EVENT, summary_name=None, task="x" * shift + ";" * 100))
    begin = content.index(b"SUMMARY")
    folded = content[begin : content.index(b"DESCRIPTION")].split(b"\r\n")
    assert all(not line.endswith(b"\\") for line in folded)
    assert value(content, "SUMMARY") == "SUMMARY:" + "x" * shift + "\\;" * 100


def test_a_slot_keeps_its_id_in_the_feed_of_its_team() -> None:
    assert team_uid(SLOT, "") == SLOT


def test_the_uid_in_the_feed_of_a_member_is_derived_from_slot_and_member() -> None:
    assert member_uid(SLOT, MEMBER, "") == UUID("1a5978e6-f51b-51dd-9807-fac3ea983778")


def test_every_part_of_a_slot_has_a_uid_of_its_own() -> None:
    names = ("", "override:1", "part:2", "part:3")
    seen = {team_uid(SLOT, name) for name in names}
    seen |= {member_uid(SLOT, who, name) for name in names for who in (MEMBER, SLOT)}
    assert len(seen) == 12


def test_a_name_cannot_begin_an_event() -> None:
    named = replace(EVENT, summary_name="X\r\nBEGIN:VEVENT\r\nUID:1")
    assert lines(render(NORD, [named])).count(b"BEGIN:VEVENT") == 1


def test_a_text_neither_begins_nor_ends_with_blanks() -> None:
    """Libical drops them, other parsers keep them: nobody may read two things."""
    content = event_bytes(NORD, replace(EVENT, summary_name=" \tZoë", task="webcare\t\n "))
    assert value(content, "SUMMARY") == "SUMMARY:Zoë — webcare"


def test_an_alarm_rings_only_for_who_asked() -> None:
    asked = replace(NORD, alarm_minutes=45)
    assert value(event_bytes(asked, EVENT), "TRIGGER") == "TRIGGER:-PT45M"
    assert b"VALARM" not in event_bytes(NORD, EVENT)


def test_a_duty_that_was_taken_away_rings_no_alarm() -> None:
    content = event_bytes(replace(NORD, alarm_minutes=45), replace(EVENT, cancelled=True))
    assert b"VALARM" not in content
    assert value(content, "STATUS") == "STATUS:CANCELLED"


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Cancelled"), ("fr", "Annulé"), ("nl", "Vervallen")]
)
def test_a_duty_that_was_taken_away_is_free_and_says_so_in_the_language_of_the_feed(
    language: str, word: str
) -> None:
    feed = replace(NORD, opaque=True, language=language)
    content = event_bytes(feed, replace(EVENT, cancelled=True))
    assert value(content, "SUMMARY").startswith(f"SUMMARY:{word}")
    assert value(content, "TRANSP") == "TRANSP:TRANSPARENT"
    assert value(content, "X-MICROSOFT-CDO-BUSYSTATUS").endswith(":FREE")
    (shown,) = json.loads(render_json(feed, [replace(EVENT, cancelled=True)]))["events"]
    assert (shown["busy"], shown["status"]) == (False, "CANCELLED")
    assert word in shown["summary"]


def test_duty_is_busy_where_the_subscriber_wants_it() -> None:
    content = event_bytes(replace(NORD, opaque=True), EVENT)
    assert value(content, "TRANSP") == "TRANSP:OPAQUE"
    assert value(content, "X-MICROSOFT-CDO-BUSYSTATUS").endswith(":BUSY")


def test_a_duty_of_a_whole_day_has_dates() -> None:
    """The day is that of the team's zone, and the end is the first day without duty."""
    paris = zone("Europe/Paris")
    bounds = datetime(2026, 10, 25, tzinfo=paris), datetime(2026, 10, 26, tzinfo=paris)
    start, end = (each.astimezone(UTC) for each in bounds)
    whole = replace(EVENT, start=start, end=end, local_start="00:00", local_end="24:00")
    read = by_icalendar(render(NORD, [whole]))[0]
    assert read[1:3] == (date(2026, 10, 25), date(2026, 10, 26))


def test_a_calendar_of_too_many_events_leaves_out_the_furthest() -> None:
    later = [
        replace(EVENT, uid=UUID(int=hour), start=EVENT.start + timedelta(hours=hour))
        for hour in range(MOST_EVENTS + 1)
    ]
    content = render(NORD, reversed(later))
    assert content.count(b"BEGIN:VEVENT") == MOST_EVENTS
    assert str(UUID(int=0)).encode() in content
    assert str(UUID(int=MOST_EVENTS)).encode() not in content


def test_a_calendar_without_events_can_be_read() -> None:
    content = render(NORD, [])
    assert icalendar.Calendar.from_ical(content).walk("VEVENT") == []
    assert IcsCalendarStream.calendar_from_ics(content.decode()).events == []


NASTY = [
    "\U0001f469\u200d\U0001f4bb",
    "שלום",
    "e\u0308",
    "\r\nBEGIN:VEVENT\r\n",
    "\\n",
    '"',
    ";,:",
    "a" * 70,
]
NAMES = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "\U0001f469‍\U0001f4bb",
                "שלום",
                "ëe\u0308",
                "\r\nBEGIN:VEVENT\r\n",
                "\\n",
                '"',
                ";,:",
                "a" * 70,
            ]
        ),
        max_size=9,
    ).map("".join),
)
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
    lambda wall: wall.replace(microsecond=0, tzinfo=UTC)
)
EVENTS = st.builds(
    Event,
    uid=st.uuids(),
    start=STARTS,
    end=STARTS,
    timezone=st.sampled_from(["Europe/Paris", "Australia/Lord_Howe", "America/Santiago"]),
    local_start=st.just("08:00"),
    local_end=st.just("16:00"),
    summary_name=st.none() | NAMES,
    task=NAMES.map("t{}".format),
    team=NAMES,
    detail=NAMES,
    sequence=st.integers(0, 2**31 - 1),
    changed_at=STARTS,
    cancelled=st.booleans(),
).map(lambda event: replace(event, end=event.start + timedelta(minutes=480)))
CALENDARS = st.builds(
    FeedSettings,
    NAMES.map("n{}".format),
    alarm_minutes=st.none() | st.integers(0, 1440),
    opaque=st.booleans(),
    language=st.sampled_from(["en", "fr", "nl"]),
)


@settings(max_examples=300)
@given(CALENDARS, st.lists(EVENTS, max_size=4, unique_by=lambda event: event.uid))
def test_three_parsers_read_what_was_meant(calendar: FeedSettings, events: list[Event]) -> None:
    content = render(calendar, events)
    lines(content)
    ordered = sorted(events, key=lambda each: (each.start, each.uid))
    expected = [meant(event, calendar.language) for event in ordered]
    assert by_icalendar(content) == expected
    assert by_vobject(content) == expected
    assert by_ical(content) == expected
