"""Logs as spreadsheets and help desks write them: what each is read as."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rotation.demand.messages import export_formats, log_reader, message_log
from rotation.demand.messages.log_reader import LogFormat, LoggedMessage, RejectedRow, names
from rotation.errors import Impossible
from rotation.timespan import zone
from support.paths import DATA

LOGS = DATA / "logs"
NOW = datetime(2026, 11, 29, 12, 5, tzinfo=UTC)
CHANNELS = names([("whatsapp", "WhatsApp"), ("facebook", "Facebook"), ("tel", "Téléphone")])
FORMAT = LogFormat(CHANNELS, NOW)


def read(content: str | bytes, said: LogFormat = FORMAT, charset: str | None = None) -> list[str]:
    """Return the rows of a CSV as 10:00 whatsapp; refused ones as the field and the reason."""
    source = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return [shown(each) for each in log_reader.read_csv(source, said, charset)]


def shown(row: LoggedMessage | RejectedRow) -> str:
    """Return a row in short: its time in UTC, its channel, and when it was replied to."""
    if isinstance(row, RejectedRow):
        return f"{row.line} {row.field}: {row.reason}"
    replied = f" {row.replied_at:%H:%M}" if row.replied_at else ""
    return f"{row.received_at:%H:%M} {row.channel}{replied}"


@pytest.mark.parametrize(
    ("name", "charset", "rows"),
    [
        ("01-sep-semicolon", None, ["10:00 whatsapp 10:05"]),
        ("02-quoted-commas-in-header", None, ["10:02 whatsapp"]),
        ("04-newline-in-header", None, ["10:06 whatsapp 10:09"]),
        ("06-cp1252-channel", "windows-1252", ["10:08 tel"]),
        ("06-cp1252-channel", None, ["10:08 tel"]),
        ("06b-nfd-channel", None, ["10:08 tel"]),
        ("12-huge-message", None, ["10:30 whatsapp", "10:32 whatsapp"]),
    ],
)
def test_a_file_is_read_as_it_is_meant(name: str, charset: str | None, rows: list[str]) -> None:
    assert read((LOGS / f"{name}.csv").read_bytes(), charset=charset) == rows


@pytest.mark.parametrize(
    "text",
    [
        "sep=,\nreceived_at,channel\n",
        '"sep=;"\r\nreceived_at;channel\r\n',
        "SEP=|\nreceived_at|channel\n",
        "sep=\t\nreceived_at\tchannel\n",
        "\ufeffsep=;\nreceived_at;channel\n",
        "received_at\tchannel\n",
        "received_at|channel\n",
        "\n\nreceived_at;channel\n",
        "Received_At;CHANNEL\n",
        " received_at ; channel \n",
        'received_at;"a;b,c,d,e,f,g";channel\n',
        'received_at,"the ""a;b;c;d"" of it",channel\n',
        'received_at;"a\nb\nc";channel\n',
        'received_at;"a\r\nb";channel\n',
    ],
)
def test_a_header_is_understood_however_it_is_written(text: str) -> None:
    delimiter = text.casefold().rpartition("channel")[0].rstrip(" ")[-1]
    middle = f"{delimiter}x" if '"a' in text or '"the' in text else ""
    rows = f"2026-11-20T10:00:00Z{middle}{delimiter}whatsapp\n" * 2
    assert read(text + rows) == ["10:00 whatsapp"] * 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso-8859-15"])
def test_the_encoding_is_the_one_that_is_said(encoding: str) -> None:
    text = "received_at,channel\r\n2026-11-20T10:00:00Z,Téléphone\r\n"
    assert read(text.encode(encoding), charset=encoding.removesuffix("-sig")) == ["10:00 tel"]


def test_a_charset_that_nobody_knows_is_refused() -> None:
    for charset in ("klingon", "base64", "utf\0"):
        with pytest.raises(Impossible) as error:
            read("received_at,channel\n", charset=charset)
        assert error.value.field == "Content-Type"


@pytest.mark.parametrize(
    "name", ["Téléphone", "Te\u0301le\u0301phone", "TÉLÉPHONE", "Ｔéléphone", " téléphone\u00a0"]
)
def test_names_are_compared_as_people_read_them(name: str) -> None:
    assert read(f"received_at,channel\n2026-11-20T10:00:00Z,{name}\n") == ["10:00 tel"]


def test_columns_are_compared_as_people_read_them() -> None:
    columns = log_reader.parsed_columns("received_at:Reçu le,channel:Canal")
    text = "rec\u0327u  LE;canal\n2026-11-20T10:00:00Z;tel\n"
    assert read(text, LogFormat(CHANNELS, NOW, columns)) == ["10:00 tel"]


@pytest.mark.parametrize("length", [131_072, 131_073, 1_000_000])
def test_a_long_cell_is_one_cell(length: int) -> None:
    inside = "2026-11-20T11:00:00Z,whatsapp,x\n" * (length // 32)
    text = f'received_at,channel,text\n2026-11-20T10:00:00Z,tel,"{inside}"\n'
    assert read(f"{text}2026-11-20T10:02:00Z,tel,y\n") == ["10:00 tel", "10:02 tel"]


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(Impossible) as error:
        read("received_at,channel,Channel\n")
    assert error.value.field == "/channel"


@pytest.mark.parametrize(
    "text", ["20261120", "1763632800", "2026-W47-5", "20261120T100000Z", "2026-11-20"]
)
def test_a_time_in_digits_alone_or_without_a_clock_is_refused(text: str) -> None:
    said = LogFormat(CHANNELS, NOW, in_zone=zone("Europe/Paris"))
    [row] = read(f"received_at,channel\n{text},tel\n", said)
    assert row.startswith("2 received_at: A time is written like")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-20 11:00", "10:00"),
        ("2026-11-20 11:00:00 UTC", "11:00"),
        ("2026-11-20 11:00:00 +0300", "08:00"),
        ("2026-11-20T11:00:00.123456Z", "11:00"),
    ],
)
def test_a_time_without_an_offset_is_in_the_zone_that_was_named(text: str, at: str) -> None:
    said = LogFormat(CHANNELS, NOW, in_zone=zone("Europe/Paris"))
    assert read(f"received_at,channel\n{text},tel\n", said) == [f"{at} tel"]


def test_what_was_taken_is_told() -> None:
    text = "sep=;\nwhen;Canal;Priorité;Text\n".encode("cp1252")
    columns = {"received_at": "When", "channel": "canal"}
    said = LogFormat(CHANNELS, NOW, columns, in_zone=zone("Europe/Paris"))
    taken = log_reader.read_csv(io.BytesIO(text), said).taken
    assert taken.columns == {"received_at": "when", "channel": "Canal"}
    assert taken.ignored == ["Priorité", "Text"]
    assert (taken.charset, taken.delimiter, taken.timezone) == ("cp1252", ";", "Europe/Paris")


def test_keys_of_json_that_are_not_looked_at_are_told() -> None:
    rows = [{"received_at": "2026-11-20T10:00:00Z", "channel": "tel", "text": "x"}, {"mood": 1}]
    taken = log_reader.read_json(json.dumps(rows).encode(), FORMAT).taken
    assert taken.ignored == ["text", "mood"]


@pytest.mark.parametrize(
    ("after", "replied"),
    [("12", " 10:12"), ("0.5", " 10:00"), ("1:30:00", " 11:30"), ("0:05", " 10:05"), ("", "")],
)
def test_a_reply_may_be_told_by_how_long_it_took(after: str, replied: str) -> None:
    text = f"received_at,channel,replied_after\n2026-11-20T10:00:00Z,tel,{after}\n"
    assert read(text) == [f"10:00 tel{replied}"]


@pytest.mark.parametrize("after", ["soon", "-5", "1e9", "9999999", "nan"])
def test_a_reply_after_nonsense_is_refused(after: str) -> None:
    text = f"received_at,channel,replied_after\n2026-11-20T10:00:00Z,tel,{after}\n"
    assert read(text)[0].startswith("2 replied_after: ")


def test_a_zone_in_a_title_is_that_of_its_column() -> None:
    said = LogFormat(CHANNELS, NOW, in_zone=zone("Europe/Paris"))
    text = (
        "Received_at (America/New_York),channel,replied_at (UTC)\n"
        "2026-11-20 05:00,tel,2026-11-20 10:12\n"
        "2026-11-20T10:30Z,tel,2026-11-20 11:00+00:00\n"
    )
    rows = log_reader.read_csv(io.BytesIO(text.encode()), said)
    assert rows.taken.timezone == "America/New_York"
    assert rows.taken.columns["replied_at"] == "replied_at (UTC)"
    assert [shown(each) for each in rows] == ["10:00 tel 10:12", "10:30 tel 11:00"]


@pytest.mark.parametrize("title", ["received_at (local)", "received_at (Europe/Nowhere)"])
def test_a_title_whose_end_is_no_zone_is_another_title(title: str) -> None:
    with pytest.raises(Impossible, match="no column received_at"):
        read(f"{title},channel\n2026-11-20T10:00:00Z,tel\n")


def test_a_title_in_full_goes_before_one_with_a_zone() -> None:
    text = "received_at (UTC),received_at,channel\n2026-11-20 09:00,2026-11-20T10:00Z,tel\n"
    assert read(text) == ["10:00 tel"]


def test_titles_are_the_same_with_any_dash() -> None:
    columns = {"channel": "Inbox Name \N{EN DASH} Current"}
    said = LogFormat(CHANNELS, NOW, columns)
    assert read("received_at,Inbox Name - Current\n2026-11-20T10:00Z,tel\n", said) == ["10:00 tel"]


SAMPLES = {
    "zendesk": ("csv", ["10:00 whatsapp 10:12", "10:30 tel"]),
    "freshdesk": ("csv", ["10:00 whatsapp 10:12", "10:30 tel"]),
    "intercom": ("csv", ["10:00 whatsapp 10:12", "10:30 tel"]),
    "hootsuite": ("csv", ["10:00 whatsapp", "10:30 facebook"]),
    "gladly": ("csv", ["10:00 whatsapp", "10:30 tel"]),
    "sprout": ("json", ["10:00 facebook", "10:30 whatsapp"]),
    "gorgias": ("json", ["10:00 whatsapp", "10:30 facebook"]),
}


def test_every_export_format_has_a_sample_and_a_source() -> None:
    assert SAMPLES.keys() == export_formats.FORMATS.keys()
    assert all(each.source.startswith("https://") for each in export_formats.FORMATS.values())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_of_a_format_is_read(name: str) -> None:
    ending, rows = SAMPLES[name]
    export = export_formats.named(name.upper())
    in_zone = zone(export.timezone or "Europe/Paris")
    said = LogFormat(CHANNELS, NOW, usual=export.columns, in_zone=in_zone)
    content = (LOGS / "exports" / f"{name}.{ending}").read_bytes()
    found = (
        log_reader.read_json(content, said)
        if ending == "json"
        else log_reader.read_csv(io.BytesIO(content), said)
    )
    assert found.taken.ignored
    assert [shown(each) for each in found] == rows


def test_a_format_that_is_none_is_refused() -> None:
    with pytest.raises(Impossible) as error:
        export_formats.named("lotus")
    assert error.value.field == "format"
    assert message_log.LogSettings().format == ""
    assert Path(LOGS / "SOURCE.md").exists()
