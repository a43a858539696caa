"""What calendar programs write beside the letter of RFC 5545, kind by kind."""

import pytest

from rotation.availability import busy
from rotation.timespan import zone
from support.calendar_lines import AT, DAY, EVENING, NOW, event, read, shown, times


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_only_cr_and_lf_end_a_line(letter: str) -> None:
    assert shown(read(event(f"SUMMARY:One{letter}DTSTART:20200101T000000Z\r\n{AT}"))) == EVENING


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\r\r\n", "\n\n"])
def test_any_line_end_will_do(end: str) -> None:
    found = busy.read(
        f"BEGIN:VCALENDAR\r\n{event(AT)}END:VCALENDAR\r\n".replace("\r\n", end).encode(),
        zone("Europe/Paris"),
        NOW,
    )
    assert shown(found) == EVENING


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_line_folded_in_the_middle_of_anything_is_one_line(cut: int) -> None:
    line = "SUMMARY:é🙂\u2028".encode()
    folded = line[:cut] + b"\r\n " + line[cut:]
    wanted = AT.replace("T180000", "T18\r\n\t0000").encode()
    content = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n%s\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n"
    found = busy.read(content % (folded, wanted), zone("Europe/Paris"), NOW)
    assert shown(found) == EVENING


@pytest.mark.parametrize(
    "line",
    [
        "X_Y:1",
        "Please bring snacks",
        ":",
        ";",
        "=",
        "X;=:",
        "=20=20",
        'ATTENDEE;CN="A:x@y',
        "GEO:",
        "X-É:1",
        'ORGANIZER;CN="Zoë "Z" Li":mailto:z@example.org',
        "SEQUENCE:-1",
        "PRIORITY:x",
    ],
)
def test_a_line_that_is_not_needed_is_passed_over(line: str) -> None:
    found = read(event(f"{line}\r\n{AT}{line}\r\n"))
    assert shown(found) == EVENING
    assert (found.notes.left_out_count, found.notes.assumed_count) == (0, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_calendar_may_be_in_another_encoding(encoding: str) -> None:
    text = f"BEGIN:VCALENDAR\r\nX-WR-CALNAME:Zoë\r\n{event(AT)}END:VCALENDAR\r\n"
    assert shown(busy.read(text.encode(encoding), zone("Europe/Paris"), NOW)) == EVENING


def test_a_charset_that_is_named_is_used() -> None:
    text = f"BEGIN:VCALENDAR\r\n{event('DTSTART:bald' + chr(228) + chr(13) + chr(10))}END:VCALENDAR"
    found = busy.read(text.encode("cp437"), zone("Europe/Paris"), NOW, "cp437")
    assert "baldä" in str(found.notes.left_out[0].reason)
    assert busy.read(text.encode(), zone("Europe/Paris"), NOW, "klingon").notes.left_out_count == 1


def test_what_stands_before_between_and_behind_calendars_is_passed_over() -> None:
    one = f"BEGIN:VCALENDAR\r\n{event(AT)}END:VCALENDAR\r\n"
    other = one.replace("UID:a", "UID:b").replace("20261207", "20261208")
    found = busy.read(f"<p>\r\n{one}\r\nOK:\r\n{other}</p>".encode(), zone("Europe/Paris"), NOW)
    assert shown(found) == [*EVENING, "12-08 17:00/19:00"]


def test_of_several_calendars_the_later_revision_of_an_event_holds() -> None:
    one = f"BEGIN:VCALENDAR\r\n{event(AT + 'SEQUENCE:1' + chr(10))}END:VCALENDAR\r\n"
    other = one.replace("20261207", "20261208").replace("SEQUENCE:1", "SEQUENCE:2")
    for text in (one + other, other + one):
        found = busy.read(text.encode(), zone("Europe/Paris"), NOW)
        assert shown(found) == ["12-08 17:00/19:00"]


def test_two_events_of_one_uid_and_revision_are_both_read() -> None:
    assert shown(read(event(AT) + event(AT.replace("20261207", "20261208")))) == [
        *EVENING,
        "12-08 17:00/19:00",
    ]


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("DTEND;VALUE=DATE:20261207", 1),
        ("DURATION:P0D", 1),
        ("DURATION:PT0S", 1),
        ("UID:b", 1),
        ("DTEND:20261207", 1),
        ("DTEND;VALUE=DATE:20261207T000000", 1),
        ("DURATION:P1W", 7),
    ],
)
def test_a_day_is_busy_from_midnight_to_midnight(end: str, days: int) -> None:
    last = f"12-{6 + days:02}"
    assert shown(read(event(f"{DAY}{end}\r\n"))) == [f"12-06 23:00/{last} 23:00"]


def test_a_day_that_ends_before_it_starts_is_left_out_and_told() -> None:
    found = read(event(f"{DAY}DTEND;VALUE=DATE:20261206\r\n") + event(AT, "b"))
    assert shown(found) == EVENING
    (note,) = found.notes.left_out
    assert (note.line, note.uid, str(note.reason)) == (6, "a", "The event ends before it starts.")


RULES = [
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYHOUR={hour};BYMINUTE=0;BYMONTH={month}",
    "RRULE:FREQ=YEARLY;BYMONTH={month};BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU",
    "RRULE:FREQ=YEARLY;COUNT=300;BYDAY=-1SU;BYMONTH={month}",
    "RRULE:FREQ=YEARLY;UNTIL=20990101T000000Z;BYDAY=-1SU;BYMONTH={month};WKST=SU",
    "RRULE:FREQ=MONTHLY;INTERVAL=12;BYDAY=-1SU",
    "RDATE:20260329T020000,20261025T030000",
]


@pytest.mark.parametrize("rule", RULES)
def test_a_zone_of_a_file_is_understood_however_its_rule_is_written(rule: str) -> None:
    if rule.startswith("RDATE"):
        rule = "RDATE:{year}"
    part = "BEGIN:{0}\r\nDTSTART:{1}\r\nTZOFFSETFROM:{2}\r\nTZOFFSETTO:{3}\r\n{4}\r\nEND:{0}\r\n"
    standard = rule.format(hour=3, month=10, year="20251026T030000,20261025T030000")
    daylight = rule.format(hour=2, month=3, year="20260329T020000,20270328T020000")
    definition = (
        "BEGIN:VTIMEZONE\r\nTZID:Mine\r\n"
        + part.format("STANDARD", "19761031T030000", "+0200", "+0100", standard)
        + part.format("DAYLIGHT", "19770327T020000", "+0100", "+0200", daylight)
        + "END:VTIMEZONE\r\n"
    )
    summer = times(";TZID=Mine").replace("20261207", "20270707")
    found = read(event(times(";TZID=Mine")) + event(summer, "b") + definition)
    assert shown(found) == [*EVENING, "07-07 16:00/18:00"]
    assert found.notes.assumed_count == 0


def test_a_broken_zone_that_nobody_uses_or_that_is_known_by_name_is_not_judged() -> None:
    broken = "BEGIN:VTIMEZONE\r\nTZID:{}\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    found = read(broken.format("Unused") + broken.format("Europe/Paris") + event(AT))
    assert shown(found) == EVENING
    assert (found.notes.left_out_count, found.notes.assumed_count) == (0, 0)


@pytest.mark.parametrize(
    "tzid",
    [
        "Europe/Paris",
        "europe/paris",
        "EUROPE/PARIS",
        '"Europe/Paris"',
        "Romance Standard Time",
        "romance standard time",
        "/mozilla.org/20070129_1/Europe/Paris",
        "Europe\\/Paris",
        "/freeassociation.sourceforge.net/Tzfile/Europe/Paris",
        " Europe/Paris ",
    ],
)
def test_a_zone_is_known_by_any_of_its_names(tzid: str) -> None:
    found = read(event(times(f";TZID={tzid}")), in_zone="Asia/Tokyo")
    assert shown(found) == EVENING
    assert found.notes.assumed_count == 0


@pytest.mark.parametrize(
    ("tzid", "busy_at", "taken"),
    [
        ("Romance Standard Time 2", "17:00/19:00", "Europe/Paris"),
        ("W. Europe Daylight Time", "17:00/19:00", "Europe/Berlin"),
        ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", "17:00/19:00", "Europe/Brussels"),
        ("UTC-3", "21:00/23:00", "UTC-03:00"),
        ("GMT+0530", "12:30/14:30", "UTC+05:30"),
        ("+05:30", "12:30/14:30", "UTC+05:30"),
        ("Europe", "09:00/11:00", "Asia/Tokyo"),
        ("Mars/Base", "09:00/11:00", "Asia/Tokyo"),
        ("GMT+25", "09:00/11:00", "Asia/Tokyo"),
        ("../../etc/passwd", "09:00/11:00", "Asia/Tokyo"),
    ],
)
def test_a_zone_that_is_not_known_is_guessed_and_told(tzid: str, busy_at: str, taken: str) -> None:
    found = read(event(times(f";TZID={tzid}")) * 2, in_zone="Asia/Tokyo")
    assert shown(found) == [f"12-07 {busy_at}"]
    (note,) = found.notes.assumed
    assert taken in str(note.reason)
    assert note.uid == "a"


@pytest.mark.parametrize(
    "written",
    [
        "DTSTART;TZID=America/New_York:20261207T170000Z",
        "DTSTART:20261207t170000z",
        "DTSTART;TZID=Nowhere:20261207T170000Z",
        "DTSTART;VALUE=DATE-TIME:20261207T170000Z",
        "DTSTART:20261207T180000+0100",
        "DTSTART:2026-12-07T17:00:00Z",
        "DTSTART:2026-12-07T17:00:00.000Z",
        "DTSTART:20261207T1700Z",
        'DTSTART;TZID="Europe/Paris:20261207T180000',
        "dtstart;tzid=Europe/Paris:20261207T180000",
        "DTSTART ; TZID = Europe/Paris : 20261207T180000",
        "DTSTART;TZID=:20261207T180000",
    ],
)
def test_a_time_is_read_in_any_of_its_forms(written: str) -> None:
    found = read(event(f"{written}\r\nDURATION:PT2H\r\n"), head="X-WR-TIMEZONE:Europe/Paris\r\n")
    assert shown(found) == EVENING


def test_utc_times_are_instants_whatever_the_calendar_calls_its_zone() -> None:
    night = "DTSTART:20271031T003000Z\r\nDTEND:20271031T013000Z\r\n"
    series = "DTSTART:20270301T210000Z\r\nDTEND:20270301T220000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\n"
    found = read(event(night) + event(series, "b"), head="X-WR-TIMEZONE:Europe/Paris\r\n")
    assert shown(found) == [
        "03-01 21:00/22:00",
        "03-08 21:00/22:00",
        "03-15 21:00/22:00",
        "03-22 21:00/22:00",
        "03-29 21:00/22:00",
        "10-31 00:30/01:30",
    ]


@pytest.mark.parametrize(
    ("lines", "is_busy"),
    [
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", False),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", True),
        ("TRANSP:OPAQUE", True),
        ("TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", True),
        ("transp:transparent", False),
        ("TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY", False),
        ("X-MICROSOFT-CDO-INTENDEDSTATUS:FREE", False),
        ("STATUS:Cancelled", False),
        ("X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nX-MICROSOFT-CDO-INTENDEDSTATUS:FREE", True),
        ("TRANSP:", True),
        ("STATUS:TENTATIVE", True),
    ],
)
def test_an_event_is_free_by_its_first_word_on_it(lines: str, is_busy: bool) -> None:  # noqa: FBT001
    assert shown(read(event(f"{AT}{lines}\r\n"))) == (EVENING if is_busy else [])


def test_a_cancellation_leaves_the_member_free() -> None:
    assert shown(read(event(AT), head="METHOD:CANCEL\r\n")) == []
    assert shown(read(event(AT), head="METHOD:REQUEST\r\n")) == EVENING


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("DTEND:20261207T180000Z", "has no start"),
        ("DTSTART:never", "no time that can be read"),
        ("DTSTART:20261399T110000Z", "no time"),
        ("DTSTART:20261207T250000Z", "no time"),
        ("DTSTART:20261207T180000Z\r\nDTEND:later", "no time"),
        ("DTSTART:20261207T180000Z\r\nDURATION:-PT1H", "no duration"),
        ("DTSTART:20261207T180000Z\r\nDURATION:an hour", "no duration"),
        ("DTSTART:20261207T180000Z\r\nDTEND:20261201T180000Z", "ends before it starts"),
        ("DTSTART:20261209T180000Z\r\nDTEND;VALUE=DATE:20261208", "ends before it starts"),
    ],
)
def test_an_event_that_cannot_be_read_is_told_and_the_others_are_read(
    lines: str, reason: str
) -> None:
    found = read(event(AT) + event(f"{lines}\r\n", "bad") + event(AT.replace("1207", "1208"), "c"))
    assert shown(found) == [*EVENING, "12-08 17:00/19:00"]
    (note,) = found.notes.left_out
    assert note.uid == "bad"
    assert reason in str(note.reason)


@pytest.mark.parametrize("lost", ["END:VEVENT", "END:VALARM", "BEGIN:VALARM"])
def test_a_lost_line_costs_no_more_than_its_event(lost: str) -> None:
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
    broken = event(f"{AT}{alarm}".replace("1207", "1209"), "bad").replace(f"{lost}\r\n", "", 1)
    found = read(event(AT) + broken + event(AT.replace("1207", "1208"), "c"))
    rest = [each for each in shown(found) if not each.startswith("12-09")]
    assert rest == [*EVENING, "12-08 17:00/19:00"]
    assert len(found.spans) == 3 or [each.uid for each in found.notes.left_out] == ["bad"]


def test_a_calendar_that_is_cut_off_is_read_as_far_as_it_goes_and_told() -> None:
    text = f"BEGIN:VCALENDAR\r\n{event(AT)}{event(AT, 'bad')}"[:-20]
    found = busy.read(text.encode(), zone("Europe/Paris"), NOW)
    assert shown(found) == EVENING
    assert [each.uid for each in found.notes.left_out] == [None, "bad"]


@pytest.mark.parametrize(
    ("lines", "busy_at"),
    [
        ("DTSTART:20261207T220000\r\nDTEND:20261207T060000", "12-07 21:00/12-08 05:00"),
        ("DTSTART:20261207T220000Z\r\nDTEND:20261207T060000Z", "12-07 22:00/12-08 06:00"),
        ("DTSTART;VALUE=DATE:20261209\r\nDTEND:20261209T120000", "12-08 23:00/12-09 11:00"),
        ("DTSTART:20261209T120000\r\nDTEND;VALUE=DATE:20261210", "12-09 11:00/23:00"),
        ("DTSTART:20261209T120000\r\nDTEND;VALUE=DATE:20261209", "12-09 11:00/23:00"),
        (
            "DTSTART:20261209T120000Z\r\nDTEND:20261209T130000Z\r\nDURATION:PT3H",
            "12-09 12:00/13:00",
        ),
        (
            "DTSTART:20261209T120000Z\r\nDTSTART:20261210T120000Z\r\nDURATION:PT1H",
            "12-09 12:00/13:00",
        ),
    ],
)
def test_where_an_event_says_two_things_what_was_taken_is_told(lines: str, busy_at: str) -> None:
    found = read(event(f"{lines}\r\n"))
    assert shown(found) == [busy_at]
    assert found.notes.assumed_count == 1


def test_periods_of_free_busy_count_unless_they_are_free() -> None:
    lines = (
        "FREEBUSY:20261207T170000Z/PT2H,20261208T170000Z/20261208T190000Z\r\n"
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261209T170000Z/PT1H\r\n"
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261210T170000Z/PT1H\r\n"
        "FREEBUSY;FBTYPE=FREE:20261211T170000Z/PT1H\r\n"
        "FREEBUSY:20261212T170000Z,20261213T170000Z/20261213T160000Z,/\r\n"
    )
    found = read(f"BEGIN:VFREEBUSY\r\nUID:fb\r\n{lines}END:VFREEBUSY\r\n")
    assert shown(found) == [
        "12-07 17:00/19:00",
        "12-08 17:00/19:00",
        "12-09 17:00/18:00",
        "12-10 17:00/18:00",
    ]
    assert [(each.line, each.uid) for each in found.notes.left_out] == [(9, "fb")] * 3


@pytest.mark.parametrize("scale", ["gregorian", "GREGORIAN", "Gregorian", ""])
def test_the_usual_calendar_in_any_case_is_the_usual_one(scale: str) -> None:
    found = read(event(AT), head=f"CALSCALE:{scale}\r\n")
    assert (shown(found), found.notes.assumed_count) == (EVENING, 0)


@pytest.mark.parametrize("scale", ["GEORGIAN", "JULIAN"])
def test_another_calendar_is_read_as_the_usual_one_and_told(scale: str) -> None:
    found = read(event(AT), head=f"CALSCALE:{scale}\r\n")
    assert (shown(found), found.notes.assumed_count) == (EVENING, 1)
