"""Series: where they end, which dates are moved or taken out, and changes of the clock."""

import pytest

from rotation.availability import calendar_series
from rotation.availability.calendar_events import BusyEvent, event_of
from rotation.availability.calendar_reading import Reading, uid_of
from rotation.availability.ics import Component
from support.calendar_lines import AT, DAY, EVENING, event, read, shown


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("UNTIL=20261209", "12-09"),
        ("UNTIL=20261209T170000Z", "12-09"),
        ("COUNT=1", "12-07"),
        ("UNTIL=20261209T165959Z", "12-08"),
        ("UNTIL=20261209T180000", "12-09"),
        ("UNTIL=20261209T175959", "12-08"),
        ("COUNT=3", "12-09"),
        ("UNTIL=20261206", "12-07"),
        ("UNTIL=20200101T000000Z", "12-07"),
        ("UNTIL=20261231;COUNT=2", "12-08"),
        ("COUNT=3;BYDAY=", "12-09"),
        ("COUNT=3;WKST=", "12-09"),
    ],
)
def test_a_series_ends_with_its_last_day(rule: str, last: str) -> None:
    found = read(event(f"{AT}RRULE:FREQ=DAILY;{rule}\r\n"))
    assert shown(found)[-1] == f"{last} 17:00/19:00"
    assert found.notes.left_out_count == 0


@pytest.mark.parametrize(
    ("until", "days"),
    [("20261209", 3), ("20261209T000000Z", 3), ("20261209T235959Z", 3), ("20261201", 1)],
)
def test_a_series_of_days_ends_with_its_last_day(until: str, days: int) -> None:
    found = read(event(f"{DAY}RRULE:FREQ=DAILY;UNTIL={until}\r\n"))
    assert sum(each.minutes for each in found.spans) == days * 1440


@pytest.mark.parametrize(
    "date",
    [
        "RECURRENCE-ID;TZID=Europe/Paris:20261208T180000",
        "RECURRENCE-ID:20261208T170000Z",
        "RECURRENCE-ID;VALUE=DATE:20261208",
        "RECURRENCE-ID:20261208",
        "RECURRENCE-ID;TZID=America/New_York:20261208T120000",
        "RECURRENCE-ID:20261208T180000",
    ],
)
def test_a_moved_date_of_a_series_is_there_once(date: str) -> None:
    series = event(f"{AT}RRULE:FREQ=DAILY;COUNT=3\r\n")
    moved = event(f"{date}\r\n{AT.replace('20261207', '20261212')}RRULE:FREQ=DAILY;COUNT=3\r\n")
    for body in (series + moved, moved + series):
        assert shown(read(body, in_zone="Asia/Tokyo")) == [
            *EVENING,
            "12-09 17:00/19:00",
            "12-12 17:00/19:00",
        ]


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE;TZID=Europe/Paris:20261208T180000",
        "EXDATE:20261208T170000Z,20300101T000000Z",
        "EXDATE;VALUE=DATE:20261208",
        "EXDATE:20261208T180000",
        "EXRULE:FREQ=DAILY;COUNT=2",
    ],
)
def test_a_date_that_is_taken_out_is_free(line: str) -> None:
    found = read(event(f"{AT}RRULE:FREQ=DAILY;COUNT=3\r\n{line}\r\n"), in_zone="Asia/Tokyo")
    assert "12-08 17:00/19:00" not in shown(found)
    assert "12-09 17:00/19:00" in shown(found)


@pytest.mark.parametrize("line", ["EXDATE:soon", "RDATE:20261399", "RDATE:20261209T170000Z/soon"])
def test_a_date_that_cannot_be_read_is_told_and_the_series_stands(line: str) -> None:
    found = read(event(f"{AT}RRULE:FREQ=DAILY;COUNT=2\r\n{line}\r\n"))
    assert shown(found) == [*EVENING, "12-08 17:00/19:00"]
    assert [each.line for each in found.notes.left_out] == [8]


def test_further_dates_count_with_lengths_of_their_own() -> None:
    dates = "RDATE;VALUE=PERIOD:20261209T170000Z/PT30M,20261210T170000Z/20261210T171500Z\r\n"
    days = "RDATE;VALUE=DATE:20261211\r\n"
    assert shown(read(event(f"{AT}{dates}{days}"))) == [
        *EVENING,
        "12-09 17:00/17:30",
        "12-10 17:00/17:15",
        "12-11 17:00/19:00",
    ]


def test_all_later_dates_move_with_one_that_says_so() -> None:
    series = event(f"{AT}RRULE:FREQ=WEEKLY;COUNT=4\r\n")
    later = "DTSTART;TZID=Europe/Paris:20261215T190000\r\nDURATION:PT30M\r\n"
    moved = event(f"RECURRENCE-ID;RANGE=THISANDFUTURE:20261214T170000Z\r\n{later}")
    assert shown(read(series + moved)) == [
        *EVENING,
        "12-15 18:00/18:30",
        "12-22 18:00/18:30",
        "12-29 18:00/18:30",
    ]


@pytest.mark.parametrize(
    ("lines", "busy_at"),
    [
        ("DTSTART;TZID=Europe/Paris:20271031T010000\r\nDURATION:PT3H", "10-30 23:00/10-31 02:00"),
        ("DTSTART;TZID=Europe/Paris:20271030T010000\r\nDURATION:P1DT2H", "10-29 23:00/10-31 01:00"),
        ("DTSTART;TZID=Europe/Paris:20270327T120000\r\nDURATION:PT24H", "03-27 11:00/03-28 11:00"),
        ("DTSTART;TZID=Europe/Paris:20270327T120000\r\nDURATION:P1D", "03-27 11:00/03-28 10:00"),
        ("DTSTART;TZID=Europe/Paris:20270328T023000\r\nDURATION:PT15M", "03-28 01:30/01:45"),
        ("DTSTART;TZID=Africa/Cairo:20270430T001500\r\nDURATION:PT1H", "04-29 22:15/23:15"),
        (
            "DTSTART;TZID=Europe/Paris:20270328T023000\r\nDTEND;TZID=Europe/Paris:20270328T050000",
            "03-28 01:30/03:00",
        ),
        (
            "DTSTART;TZID=Europe/Paris:20271031T023000\r\nDTEND;TZID=Europe/Paris:20271031T030000",
            "10-31 00:30/02:00",
        ),
    ],
)
def test_times_over_a_change_of_the_clock(lines: str, busy_at: str) -> None:
    assert shown(read(event(f"{lines}\r\n"))) == [busy_at]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RSCALE=GREGORIAN;FREQ=MONTHLY;COUNT=3", ["12-31", "01-31", "03-31"]),
        ("RSCALE=gregorian;FREQ=MONTHLY;SKIP=BACKWARD;COUNT=3", ["12-31", "01-31", "02-28"]),
        ("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;COUNT=3", ["12-31", "01-31", "03-01"]),
        ("RSCALE=CHINESE;FREQ=MONTHLY;COUNT=3", ["12-31"]),
    ],
)
def test_months_that_lack_a_day_skip_it_or_move_it_as_the_rule_says(
    rule: str, days: list[str]
) -> None:
    found = read(event(f"DTSTART:20261231T100000Z\r\nDURATION:PT1H\r\nRRULE:{rule}\r\n"))
    assert shown(found) == [f"{day} 10:00/11:00" for day in days]
    assert found.notes.left_out_count == ("CHINESE" in rule)


def test_a_rule_that_does_not_name_the_first_day_is_told() -> None:
    found = read(event(f"{AT}RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2\r\n"))
    assert shown(found) == [*EVENING, "12-08 17:00/19:00"]
    assert found.notes.assumed_count == 1


def test_once_the_budget_is_spent_what_repeats_is_told_and_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = list[str | None]()

    def noted(component: Component, reading: Reading) -> BusyEvent | None:
        made.append(uid_of(component))
        return event_of(component, reading)

    monkeypatch.setattr(calendar_series, "event_of", noted)
    often = [event(f"{AT}RRULE:FREQ=DAILY\r\n", f"often-{at}") for at in range(2_000)]
    over = AT.replace("202612", "201912") + "RRULE:FREQ=DAILY;UNTIL=20200101\r\n"
    free = f"{AT}TRANSP:TRANSPARENT\r\nRRULE:FREQ=DAILY\r\n"
    first = f"{AT}RRULE:FREQ=DAILY;UNTIL=20200101\r\n".replace("1207", "1209").replace("18", "08")
    last = event(over, "over") + event(free, "free") + event(first, "first") + event(DAY, "single")
    found = read("".join(often) + last)
    read_in_full = len(made) - 4
    assert made[-4:] == ["over", "free", "first", "single"]
    assert 100 < read_in_full < 400
    # The rule at which the budget ran out was made and is told; all behind it are told alone.
    assert found.notes.left_out_count == 2_000 - read_in_full + 1
    assert all("repeats too often" in str(each.reason) for each in found.notes.left_out)
    assert "12-06 23:00/12-07 23:00" in shown(found)
    assert "12-09 07:00/19:00" in shown(found)
