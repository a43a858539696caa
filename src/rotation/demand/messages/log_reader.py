"""A message log as it comes from outside: CSV or JSON, read row by row into messages.

A row that cannot be right is refused by its line and field and the rest is kept. Nothing of a
message but its times, its channel and the name of its conversation is looked at.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from rotation.demand.messages import log_text
from rotation.demand.messages.log_text import CsvLog, name_of, zone_of
from rotation.errors import Impossible
from rotation.timespan import at_wall
from rotation.words import Sentence, say

NEEDED = ("received_at", "channel")
FIELDS = (*NEEDED, "replied_at", "sent_at", "conversation", "replied_after")
"""``replied_after`` is for exports that tell the minutes up to a reply instead of its time."""
_LONGEST_TITLE, _MOST_TITLES = 100, 200
_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_MINUTES = re.compile(r"\d{1,7}(\.\d{1,9})?", re.ASCII)
_SPACED = re.compile(r"(\S{10}[ T]\S{5,15}) (UTC|[+-]\d\d:?\d\d)", re.ASCII)
LONGEST = 200
"""The most characters of a cell that is looked at."""
TOLERANCE = timedelta(minutes=5)
"""How far the clock of whoever wrote the log may be ahead of ours."""


class LoggedMessage(NamedTuple):
    """A message that came in: times in UTC, its channel by slug.

    ``replied_at`` is when somebody took it up, ``sent_at`` when the reply went out. ``occurrence``
    counts rows of the log that came in at one time in one channel and conversation, from 0.
    """

    received_at: datetime
    channel: str
    replied_at: datetime | None = None
    sent_at: datetime | None = None
    conversation: str | None = None
    occurrence: int = 0


@dataclass(frozen=True)
class RejectedRow:
    """A row that was left out: its line (the header is line 1), its field, the reason."""

    line: int
    field: str | None
    reason: Sentence


@dataclass(frozen=True)
class Taken:
    """The columns a log was read by: one for each of our fields, and those not looked at.

    ``charset`` and ``delimiter`` are those of a CSV, ``timezone`` that of times without an offset,
    None where such times are refused.
    """

    columns: Mapping[str, str]
    ignored: Sequence[str]
    charset: str | None = None
    delimiter: str | None = None
    timezone: str | None = None


@dataclass(frozen=True)
class LogFormat:
    """The format of a log: the slug of each name of a channel, the time, and our fields' columns.

    ``usual`` are the columns of a program's exports, which need not all be there. ``in_zone`` is
    where times without an offset are; without it they are refused. ``channel`` is the slug of the
    one channel of a log that names none.
    """

    channels: Mapping[str, str]
    now: datetime
    columns: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    in_zone: ZoneInfo | None = None
    channel: str | None = None

    @property
    def named(self) -> AbstractSet[str]:
        """Return the fields whose columns were named and have to be there."""
        return self.columns.keys()

    def column(self, name: str) -> str:
        """Return the column of the log for one of our fields."""
        return self.columns.get(name) or self.usual.get(name, name)

    def taken(
        self,
        columns: Mapping[str, str],
        ignored: Sequence[str],
        charset: str | None = None,
        delimiter: str | None = None,
        titled: ZoneInfo | None = None,
    ) -> Taken:
        """Return what was taken to read a log of this kind; ``titled`` is the zone of a title."""
        shown = [each[:_LONGEST_TITLE] for each in ignored[:_MOST_TITLES]]
        in_zone = titled or self.in_zone
        return Taken(columns, shown, charset, delimiter, in_zone.key if in_zone else None)


def names(channels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the slug by each way of writing a channel, given slugs and names; slugs go first."""
    known = list(channels)
    found = {slug: slug for slug, _ in known}
    for slug, name in known:
        found.setdefault(name_of(name), slug)
    return found


def parsed_columns(text: str) -> dict[str, str]:
    """Return the columns of ``received_at:first_message_utc,channel:company``; else Impossible."""
    found: dict[str, str] = {}
    for part in text.split(",") if text else ():
        name, _, column = (each.strip() for each in part.partition(":"))
        if name not in FIELDS or not column or name in found:
            detail = say("Columns are written like received_at:when, not {text}.", text=part[:64])
            raise Impossible(detail, field="columns")
        found[name] = column
    return found


class LogRows:
    """The rows of a log, one after the other, and what was taken to read them."""

    def __init__(self, taken: Taken, rows: Iterator[LoggedMessage | RejectedRow]) -> None:
        """``rows`` are read as they are asked for."""
        self.taken, self._rows = taken, rows

    def __iter__(self) -> Iterator[LoggedMessage | RejectedRow]:
        return self._rows

    def __next__(self) -> LoggedMessage | RejectedRow:
        return next(self._rows)


def read_csv(source: BinaryIO, reading: LogFormat, charset: str | None = None) -> LogRows:
    """Return the rows of a CSV log: a header, cells parted by commas, semicolons, tabs or bars.

    A row may span lines inside quotes; where a quote is never closed, only its line is refused.
    Impossible when the header lacks a column that is needed or was named.
    """
    log = log_text.open_csv(source, charset, [reading.column(name) for name in FIELDS])
    places = _places(log.titles, reading)
    used = {
        name: log.titles[at] for name, at in zip(FIELDS, places.of, strict=True) if at is not None
    }
    ignored = [each for at, each in enumerate(log.titles) if each and at not in places.of]
    titled = places.zones.get("received_at")
    taken = reading.taken(used, ignored, log.charset, log.delimiter, titled)
    return LogRows(taken, _csv_rows(log, places, reading))


def _csv_rows(
    log: CsvLog, places: "_Places", reading: LogFormat
) -> Iterator[LoggedMessage | RejectedRow]:
    try:
        yield from _read_rows(log, places, _Row(reading, places.zones))
    finally:
        log_text.close(log)


def _read_rows(
    log: CsvLog, places: "_Places", read: "_Row"
) -> Iterator[LoggedMessage | RejectedRow]:
    lines = log.lines
    rows = csv.reader(lines, delimiter=log.delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            lines.again()
            reason = say("A quotation mark is not closed, or stands inside a cell.")
            yield RejectedRow(lines.number, None, reason)
            continue
        if len(cells) == places.width:
            yield read(lines.began, [None if at is None else cells[at] for at in places.of])
        elif any(cells):
            reason = say(
                "The row has {found} cells, the header {wanted}.",
                found=len(cells),
                wanted=places.width,
            )
            yield RejectedRow(lines.began, None, reason)


def read_json(content: bytes, reading: LogFormat) -> LogRows:
    """Return the rows of a JSON log, a list of objects; ``line`` is the place in it, from 1.

    Impossible when it is no list.
    """
    try:
        rows = msgspec.json.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Impossible("This is not JSON.", field="") from None
    if not isinstance(rows, list):
        raise Impossible("The body has to be a list of messages.", field="")
    keys = dict.fromkeys(key for row in rows if isinstance(row, dict) for key in row)
    used = {name: reading.column(name) for name in FIELDS if reading.column(name) in keys}
    ignored = [each for each in keys if each not in used.values()]
    return LogRows(reading.taken(used, ignored), _json_rows(rows, reading))


def _json_rows(rows: list[object], reading: LogFormat) -> Iterator[LoggedMessage | RejectedRow]:
    read, columns = _Row(reading), [reading.column(name) for name in FIELDS]
    for place, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield read(place, [row.get(column) for column in columns])
        else:
            yield RejectedRow(place, None, say("This is not an object."))


@dataclass(frozen=True)
class _Places:
    """Where our fields stand among the cells of a row, and the zones that their titles name."""

    of: Sequence[int | None]
    width: int
    zones: Mapping[str, ZoneInfo]


def _places(header: Sequence[str], reading: LogFormat) -> _Places:
    titles = [name_of(title) for title in header]
    if not any(titles):
        raise Impossible("The log has no header.", field="")
    zoned = [zone_of(title) for title in header]
    bare = [name_of(title) for title, _ in zoned]
    found: list[int | None] = []
    for name in FIELDS:
        column = reading.column(name)
        at = [place for place, title in enumerate(titles) if title == name_of(column)]
        at = at or [place for place, title in enumerate(bare) if title == name_of(column)]
        is_needed = name in NEEDED and not (name == "channel" and reading.channel)
        if not at and (is_needed or name in reading.named):
            detail = say("The header has no column {column}.", column=column[:64])
            raise Impossible(detail, field=f"/{name}")
        if len(at) > 1:
            detail = say("The header has the column {column} more than once.", column=column[:64])
            raise Impossible(detail, field=f"/{name}")
        found.append(at[0] if at else None)
    places = {name: at for name, at in zip(FIELDS, found, strict=True) if at is not None}
    zones = {name: in_zone for name, at in places.items() if (in_zone := zoned[at][1])}
    return _Places(found, len(header), zones)


class _WrongError(Exception):
    """A cell cannot be right."""

    def __init__(self, name: str, reason: Sentence) -> None:
        self.name, self.reason = name, reason


class _Row:
    """Reads the cells of one row after the other, in the order of FIELDS."""

    def __init__(self, reading: LogFormat, zones: Mapping[str, ZoneInfo] | None = None) -> None:
        self._channels, self._only = reading.channels, reading.channel
        self._latest = reading.now + TOLERANCE
        self._zone, self._zones = reading.in_zone, zones or {}
        self._utc = {name for name in FIELDS if reading.column(name).endswith("_utc")}
        self._slugs = {slug: slug for slug in reading.channels.values()}
        # Hashes instead of messages: a million of them have to fit into 100 MB.
        self._seen: Counter[int] = Counter()

    def __call__(self, line: int, cells: Sequence[object]) -> LoggedMessage | RejectedRow:
        """Return the message, or why it is none."""
        try:
            message = self._message(cells)
        except _WrongError as wrong:
            return RejectedRow(line, wrong.name, wrong.reason)
        key = hash((message.received_at, message.channel, message.conversation))
        occurrence = self._seen[key]
        self._seen[key] = occurrence + 1
        return message._replace(occurrence=occurrence) if occurrence else message

    def _message(self, cells: Sequence[object]) -> LoggedMessage:
        received, channel, replied, sent, conversation, after = map(_text, FIELDS, cells)
        received_at = self._time("received_at", received)
        if received_at is None:
            raise _WrongError("received_at", say("This is missing."))
        slug = self._channel(channel) if channel or not self._only else self._only
        replied_at, sent_at = self._time("replied_at", replied), self._time("sent_at", sent)
        if after and replied_at is None:
            replied_at = self._later(received_at, after)
        if replied_at and replied_at < received_at:
            raise _WrongError("replied_at", say("The reply lies before the message."))
        if sent_at and sent_at < (replied_at or received_at):
            raise _WrongError("sent_at", say("The reply lies before the message."))
        return LoggedMessage(received_at, slug, replied_at, sent_at, conversation or None)

    def _channel(self, text: str) -> str:
        if not text:
            raise _WrongError("channel", say("This is missing."))
        slug = self._slugs.get(text)
        if slug is None:
            name = name_of(text)
            slug = self._channels.get(name) or self._channels.get("-".join(name.split()))
        if slug is None:
            raise _WrongError("channel", say("There is no channel {slug}.", slug=text[:64]))
        return slug

    def _time(self, name: str, text: str) -> datetime | None:
        if not text:
            return None
        try:
            found = _parsed(text)
            if found.tzinfo is None:
                found = self._zoned(name, found)
            elif found.tzinfo is not UTC:
                if name in self._utc and found.utcoffset():
                    raise _WrongError(name, say("The column says UTC, the time another offset."))
                found = found.astimezone(UTC)
        except (ValueError, OverflowError):
            wrong = say("A time is written like 2026-11-24T17:30:00Z, not {text}.", text=text[:64])
            raise _WrongError(name, wrong) from None
        if found > self._latest:
            raise _WrongError(name, say("This lies in the future."))
        return found

    def _zoned(self, name: str, wall: datetime) -> datetime:
        """Return the instant of a time without an offset."""
        if name in self._utc:
            return wall.replace(tzinfo=UTC)
        in_zone = self._zones.get(name, self._zone)
        if in_zone is None:
            raise _WrongError(name, say("A time needs its offset from UTC."))
        return at_wall(wall, in_zone, shift_forward=True)

    def _later(self, received_at: datetime, text: str) -> datetime:
        """Return when a reply came, given the minutes up to it or hours:minutes:seconds."""
        clock = _CLOCK.fullmatch(text)
        if not clock and not _MINUTES.fullmatch(text):
            wrong = say("Minutes are written like 12.5, not {text}.", text=text[:64])
            raise _WrongError("replied_after", wrong)
        seconds = 60 * float(text) if not clock else 0.0
        if clock:
            seconds = 3600 * int(clock[1]) + 60 * int(clock[2]) + int(clock[3] or 0)
        found = received_at + timedelta(seconds=round(seconds))
        if found > self._latest:
            raise _WrongError("replied_after", say("This lies in the future."))
        return found


def _parsed(text: str) -> datetime:
    """Return a time that begins like 2026-11-24 17:30; ValueError for digits alone and weeks."""
    if text[4:5] != "-" or text[7:8] != "-" or len(text) < 16:
        raise ValueError(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        # "2026-11-24 17:30:00 UTC" and "2026-11-24 17:30:00 +0100", as databases write them.
        found = _SPACED.fullmatch(text)
        if not found:
            raise
        return datetime.fromisoformat(found[1] + ("Z" if found[2] == "UTC" else found[2]))


def _text(name: str, cell: object) -> str:
    if cell is None:
        return ""
    if name == "conversation" and type(cell) is int:
        return str(cell)[:LONGEST]
    if not isinstance(cell, str):
        raise _WrongError(name, say("This has to be text."))
    if len(cell) > LONGEST:
        raise _WrongError(name, say("This has more than {most} characters.", most=LONGEST))
    if "\0" in cell:
        raise _WrongError(name, say("Control characters are not allowed."))
    return cell.strip()
