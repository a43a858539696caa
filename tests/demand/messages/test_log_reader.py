"""Logs as they come: what is read, what is refused, and that one bad row spoils no other."""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.demand.messages.log_reader import (
    LogFormat,
    LoggedMessage,
    RejectedRow,
    names,
    parsed_columns,
    read_csv,
    read_json,
)
from rotation.errors import Impossible

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
READING = LogFormat(names([("whatsapp", "WhatsApp"), ("x-care", "X care")]), NOW)
GOOD = LoggedMessage(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "whatsapp")
HEAD = "received_at,channel,replied_at,sent_at,conversation"


def read(text: str | bytes, reading: LogFormat = READING) -> list[LoggedMessage | RejectedRow]:
    """Return the rows of a CSV."""
    content = text.encode() if isinstance(text, str) else text
    return list(read_csv(io.BytesIO(content), reading))


def refused(row: str) -> tuple[str | None, str]:
    """Return field and reason of the refusal of the middle one of three rows."""
    good = "2026-11-23T17:00Z,whatsapp,,,"
    first, wrong, last = read(f"{HEAD}\n{good}\n{row}\n{good}\n")
    assert isinstance(wrong, RejectedRow)
    assert (first, last, wrong.line) == (GOOD, GOOD._replace(occurrence=1), 3)
    return wrong.field, str(wrong.reason)


def test_a_full_row_is_read_into_utc() -> None:
    row = "2026-11-23T18:00+01:00,whatsapp,2026-11-23T17:10Z,2026-11-23T17:12Z,c1"
    found = LoggedMessage(
        GOOD.received_at,
        "whatsapp",
        datetime(2026, 11, 23, 17, 10, tzinfo=UTC),
        datetime(2026, 11, 23, 17, 12, tzinfo=UTC),
        "c1",
    )
    assert read(f"{HEAD}\n{row}") == [found]


@pytest.mark.parametrize(
    "text",
    [
        "received_at,channel\n2026-11-23T17:00Z,whatsapp\n",
        "\ufeffreceived_at,channel\r\n2026-11-23T17:00Z,whatsapp\r\n",
        "received_at;channel\n2026-11-23T17:00Z;whatsapp",
        '"channel","text","received_at"\n"whatsapp","a, ""b""\nc","2026-11-23T17:00Z"\n',
        "received_at,channel\n\n2026-11-23T17:00Z,whatsapp\n\n",
        "received_at,channel\r2026-11-23T17:00Z,whatsapp\r",
    ],
    ids=["plain", "bom", "semicolons", "quoted", "empty lines", "old line ends"],
)
def test_the_usual_kinds_of_csv_are_read(text: str) -> None:
    assert read(text) == [GOOD]


@pytest.mark.parametrize("name", ["whatsapp", "WhatsApp", " WHATSAPP "])
def test_a_channel_is_known_by_slug_and_by_name_in_any_case(name: str) -> None:
    assert read(f"received_at,channel\n2026-11-23T17:00Z,{name}") == [GOOD]


@pytest.mark.parametrize("name", ["x-care", "X Care", "X-CARE"])
def test_a_name_of_two_words_is_known_as_a_slug_too(name: str) -> None:
    [found] = read(f"received_at,channel\n2026-11-23T17:00Z,{name}")
    assert isinstance(found, LoggedMessage)
    assert found.channel == "x-care"


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("2026-11-23T17:00,whatsapp,,,", "received_at", "A time needs its offset from UTC."),
        (",whatsapp,,,", "received_at", "This is missing."),
        ("2026-11-24T09:05:01Z,whatsapp,,,", "received_at", "This lies in the future."),
        ("2026-11-23T17:00Z,,,,", "channel", "This is missing."),
        ("2026-11-23T17:00Z,fax,,,", "channel", "There is no channel fax."),
        (
            "2026-11-23T17:00Z,whatsapp,2026-11-23T16:59Z,,",
            "replied_at",
            "The reply lies before the message.",
        ),
        (
            "2026-11-23T17:00Z,whatsapp,2026-11-23T17:09Z,2026-11-23T17:08Z,",
            "sent_at",
            "The reply lies before the message.",
        ),
        (
            "2026-11-23T17:00Z,whatsapp,2026-11-25T17:00Z,,",
            "replied_at",
            "This lies in the future.",
        ),
        (
            f"2026-11-23T17:00Z,whatsapp,,,{'c' * 201}",
            "conversation",
            "This has more than 200 characters.",
        ),
        (
            "2026-11-23T17:00Z,whatsapp,,,a\0b",
            "conversation",
            "Control characters are not allowed.",
        ),
        ("2026-11-23T17:00Z,whatsapp", None, "The row has 2 cells, the header 5."),
        (
            '2026-11-23T17:00Z,"what"sapp,,,',
            None,
            "A quotation mark is not closed, or stands inside a cell.",
        ),
        (
            '2026-11-23T17:00Z,"whatsapp,,,',
            None,
            "A quotation mark is not closed, or stands inside a cell.",
        ),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_and_the_rest_kept(
    row: str, field: str | None, reason: str
) -> None:
    assert refused(row) == (field, reason)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01T00:00Z", "0001-01-01T00:00+14:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    field, reason = refused(f"{text},whatsapp,,,")
    assert field == "received_at"
    assert reason == f"A time is written like 2026-11-24T17:30:00Z, not {text}."


def test_a_clock_a_little_ahead_is_no_future() -> None:
    [found] = read("received_at,channel\n2026-11-24T09:05Z,whatsapp")
    assert isinstance(found, LoggedMessage)


def test_a_time_without_offset_is_utc_where_its_column_says_so() -> None:
    reading = LogFormat(
        READING.channels, NOW, parsed_columns("received_at:when_utc,channel:company")
    )
    assert read("company,when_utc\nwhatsapp,2026-11-23 17:00:00", reading) == [GOOD]


def test_a_column_that_says_utc_holds_no_other_offset() -> None:
    reading = LogFormat(READING.channels, NOW, parsed_columns("received_at:when_utc"))
    rows = "2026-11-23T17:00Z,x-care\n2026-11-23T17:00+01:00,x-care\n2026-11-23T17:00,x-care\n"
    first, wrong, last = read(f"when_utc,channel\n{rows}", reading)
    assert isinstance(wrong, RejectedRow)
    assert (wrong.line, wrong.field) == (3, "received_at")
    assert str(wrong.reason) == "The column says UTC, the time another offset."
    assert (first[:2], last[:2]) == ((GOOD[0], "x-care"), (GOOD[0], "x-care"))  # type: ignore[index]  # both are messages


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", ""),
        ("\n\n", ""),
        ("received_at,where\n", "/channel"),
        ("when,channel\n", "/received_at"),
        ("2026-11-23T17:00Z,whatsapp\n", "/received_at"),
    ],
)
def test_a_log_without_what_is_needed_is_refused_as_a_whole(text: str, field: str) -> None:
    with pytest.raises(Impossible) as wrong:
        read(text)
    assert wrong.value.field == field


def test_a_column_that_was_named_has_to_be_there() -> None:
    reading = LogFormat(READING.channels, NOW, {"sent_at": "sent"})
    with pytest.raises(Impossible) as wrong:
        read("received_at,channel\n", reading)
    assert wrong.value.field == "/sent_at"


@pytest.mark.parametrize("text", ["when", "when:x", "channel:", "channel:a,channel:b", ",", ":"])
def test_columns_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(Impossible) as wrong:
        parsed_columns(text)
    assert wrong.value.field == "columns"


def test_equal_rows_are_told_apart_by_their_occurrence() -> None:
    row = "2026-11-23T17:00Z,whatsapp\n"
    found = read("received_at,channel\n" + 3 * row)
    assert [each.occurrence for each in found if isinstance(each, LoggedMessage)] == [0, 1, 2]


def test_json_is_read_row_by_row() -> None:
    rows: list[object] = [
        {"received_at": "2026-11-23T17:00Z", "channel": "whatsapp", "replied_at": None, "x": 1},
        {"received_at": 5, "channel": "whatsapp"},
        7,
        {"received_at": "2026-11-23T17:00Z"},
    ]
    first, *rest = read_json(json.dumps(rows).encode(), READING)
    assert first == GOOD
    assert [(each.line, each.field) for each in rest if isinstance(each, RejectedRow)] == [
        (2, "received_at"),
        (3, None),
        (4, "channel"),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[", b"7", b"\xff", b"[1e999]", b'["\\ud800"]', b"[" * 100_000]
)
def test_what_is_no_json_list_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(Impossible):
        list(read_json(content, READING))


@given(st.lists(st.text(alphabet='a",;\n\r\0 é', max_size=12), max_size=8))
def test_nothing_in_a_cell_spoils_a_good_row_behind_a_line_of_its_own(lines: list[str]) -> None:
    noise = "".join(f"{each}\n" for each in lines)
    found = read(f"received_at,channel\n{noise}\n2026-11-23T17:00Z,whatsapp\n")
    # An even count of quotes may still hold the row inside a cell.
    assert GOOD in found or '"' in noise


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail(noise: bytes) -> None:
    found = read(b"received_at,channel\n" + noise)
    assert all(isinstance(each, RejectedRow) for each in found)
