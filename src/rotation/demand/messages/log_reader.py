"""A message log as it comes from outside: CSV or JSON, read row by row into messages.

A row that cannot be right is refused by its line and field and the rest is kept. Nothing of a
message but its times, its channel and the name of its conversation is looked at.
"""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple

import msgspec

from rotation.errors import Impossible
from rotation.words import Sentence, say

NEEDED = ("received_at", "channel")
FIELDS = (*NEEDED, "replied_at", "sent_at", "conversation")
LONGEST = 200
"""The most characters of a cell that is looked at."""
TOLERANCE = timedelta(minutes=5)
"""How far the clock of whoever wrote the log may be ahead of ours."""


class LoggedMessage(NamedTuple):
    """A message that came in: times in UTC, its channel by slug.

    ``replied_at`` is when somebody took it up, ``sent_at`` when the reply went out. ``occurrence``
    counts rows of the log that are equal in everything else, from 0.
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
class LogFormat:
    """How to read a log: the slug of each name of a channel, the time, and our fields' columns."""

    channels: Mapping[str, str]
    now: datetime
    columns: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """Return the column of the log for one of our fields."""
        return self.columns.get(name, name)


def names(channels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the slug by each way of writing a channel, given slugs and names; slugs go first."""
    known = list(channels)
    found = {slug: slug for slug, _ in known}
    for slug, name in known:
        found.setdefault(name.casefold(), slug)
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


def read_csv(source: BinaryIO, reading: LogFormat) -> Iterator[LoggedMessage | RejectedRow]:
    """Yield the rows of a CSV log: UTF-8, a header, cells parted by commas or semicolons.

    A row may span lines inside quotes; where a quote is never closed, only its line is refused.
    Impossible when the header lacks a column that is needed or was named.
    """
    text = io.TextIOWrapper(source, "utf-8-sig", errors="replace", newline="")
    try:
        yield from _csv_rows(_Lines(text), reading)
    finally:
        # The source is the caller's to close; where it is closed, there is nothing to give back.
        with suppress(ValueError):
            text.detach()


def _csv_rows(lines: "_Lines", reading: LogFormat) -> Iterator[LoggedMessage | RejectedRow]:
    first = next(lines, "")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    places = _places(next(csv.reader([first], delimiter=delimiter), []), reading)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    read = _Row(reading)
    while True:
        lines.begin()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            lines.again()
            yield RejectedRow(
                lines.number, None, say("A quotation mark is not closed, or stands inside a cell.")
            )
            continue
        if len(cells) == places.width:
            yield read(lines.began, [None if at is None else cells[at] for at in places.of])
        elif cells:
            reason = say(
                "The row has {found} cells, the header {wanted}.",
                found=len(cells),
                wanted=places.width,
            )
            yield RejectedRow(lines.began, None, reason)


def read_json(content: bytes, reading: LogFormat) -> Iterator[LoggedMessage | RejectedRow]:
    """Yield the rows of a JSON log, a list of objects; ``line`` is the place in it, from 1.

    Impossible when it is no list.
    """
    try:
        rows = msgspec.json.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Impossible("This is not JSON.", field="") from None
    if not isinstance(rows, list):
        raise Impossible("The body has to be a list of messages.", field="")
    read, columns = _Row(reading), [reading.column(name) for name in FIELDS]
    for place, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield read(place, [row.get(column) for column in columns])
        else:
            yield RejectedRow(place, None, say("This is not an object."))


class _Lines:
    """The lines of a text, numbered; those after the first one of a row can be read again."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._row: list[str] = []
        self._waiting: deque[str] = deque()
        self.number = 0
        self.began = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._text)
        self.number += 1
        self._row.append(line)
        return line

    def begin(self) -> None:
        """Tell that a row begins with the next line."""
        self._row.clear()
        self.began = self.number + 1

    def again(self) -> None:
        """Give back the lines of this row but its first."""
        self._waiting.extendleft(reversed(self._row[1:]))
        self.number = self.began


@dataclass(frozen=True)
class _Places:
    """Where our fields stand among the cells of a row."""

    of: Sequence[int | None]
    width: int


def _places(header: Sequence[str], reading: LogFormat) -> _Places:
    titles = [title.strip() for title in header]
    if not any(titles):
        raise Impossible("The log has no header.", field="")
    for name in FIELDS:
        column = reading.column(name)
        if column not in titles and (name in NEEDED or name in reading.columns):
            detail = say("The header has no column {column}.", column=column[:64])
            raise Impossible(detail, field=f"/{name}")
    columns = [reading.column(name) for name in FIELDS]
    found = [titles.index(each) if each in titles else None for each in columns]
    return _Places(found, len(header))


class _WrongError(Exception):
    """A cell cannot be right."""

    def __init__(self, name: str, reason: Sentence) -> None:
        self.name, self.reason = name, reason


class _Row:
    """Reads the cells of one row after the other, in the order of FIELDS."""

    def __init__(self, reading: LogFormat) -> None:
        self._channels = reading.channels
        self._latest = reading.now + TOLERANCE
        self._utc = {name for name in FIELDS if reading.column(name).endswith("_utc")}
        # Hashes instead of messages: a million of them have to fit into 100 MB.
        self._seen: Counter[int] = Counter()

    def __call__(self, line: int, cells: Sequence[object]) -> LoggedMessage | RejectedRow:
        """Return the message, or why it is none."""
        try:
            message = self._message(cells)
        except _WrongError as wrong:
            return RejectedRow(line, wrong.name, wrong.reason)
        key = hash(message)
        occurrence = self._seen[key]
        self._seen[key] = occurrence + 1
        return message._replace(occurrence=occurrence) if occurrence else message

    def _message(self, cells: Sequence[object]) -> LoggedMessage:
        received, channel, replied, sent, conversation = map(_text, FIELDS, cells)
        received_at = self._time("received_at", received)
        if received_at is None:
            raise _WrongError("received_at", say("This is missing."))
        slug = self._channel(channel)
        replied_at, sent_at = self._time("replied_at", replied), self._time("sent_at", sent)
        if replied_at and replied_at < received_at:
            raise _WrongError("replied_at", say("The reply lies before the message."))
        if sent_at and sent_at < (replied_at or received_at):
            raise _WrongError("sent_at", say("The reply lies before the message."))
        return LoggedMessage(received_at, slug, replied_at, sent_at, conversation or None)

    def _channel(self, text: str) -> str:
        if not text:
            raise _WrongError("channel", say("This is missing."))
        name = text.casefold()
        slug = self._channels.get(name) or self._channels.get("-".join(name.split()))
        if slug is None:
            raise _WrongError("channel", say("There is no channel {slug}.", slug=text[:64]))
        return slug

    def _time(self, name: str, text: str) -> datetime | None:
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
            if found.tzinfo is None:
                if name not in self._utc:
                    raise _WrongError(name, say("A time needs its offset from UTC."))
                found = found.replace(tzinfo=UTC)
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


def _text(name: str, cell: object) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        raise _WrongError(name, say("This has to be text."))
    if len(cell) > LONGEST:
        raise _WrongError(name, say("This has more than {most} characters.", most=LONGEST))
    if "\0" in cell:
        raise _WrongError(name, say("Control characters are not allowed."))
    return cell.strip()
