"""A message log that was brought in by hand: how it is read is shown before anything is kept.

The file goes along in the form, packed, until it is taken in: nothing of it is kept meanwhile.
"""

import base64
import binascii
import csv
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice

from api.board.form import Form
from api.schemas import spreadsheet
from rotation.demand.messages import column_guess, log_reader, log_text
from rotation.demand.messages.log_reader import LogFormat, LoggedMessage, RejectedRow
from rotation.demand.messages.log_text import name_of
from rotation.errors import Impossible

LARGEST = 8 << 20
"""Bytes of a log, as the API takes."""
SAMPLE, MOST_LOOKED_AT, MOST_CHANNELS = 5, 20_000, 20
_WORKBOOK = b"PK\x03\x04"


@dataclass(frozen=True)
class LogPreview:
    """The preview of a message log: its titles, our fields' columns, its first rows, its channels.

    ``unknown`` are names of channels that none of the team's has, with how often they come.
    """

    packed: str
    titles: Sequence[str]
    columns: Mapping[str, str]
    rows: Sequence[LoggedMessage | RejectedRow]
    unknown: Sequence[tuple[str, int]]
    right: int
    refused: int
    is_long: bool

    @property
    def is_ready(self) -> bool:
        """Tell whether there is something to take in."""
        return self.right > 0


def content_of(form: Form) -> bytes:
    """Return the log of a form: the file that was chosen, else the one that goes along."""
    content = form.files.get("file", b"")
    if content:
        return spreadsheet.as_csv(content) if content.startswith(_WORKBOOK) else content
    if not form.value("log"):
        raise Impossible("Choose a file.", field="/file")
    return _unpacked(form.value("log"))


def columns_of(form: Form) -> dict[str, str] | None:
    """Return the columns that were chosen by hand; None: they are guessed."""
    if not form.value("log"):
        return None
    return {name: form.value(name) for name in log_reader.FIELDS if form.value(name)}


def channels_of(form: Form) -> dict[str, str]:
    """Return the slug of each name of a channel that was chosen by hand."""
    names = [value for key, value in form.fields if key.startswith("from-")]
    return {
        name_of(name): form.value(f"to-{at}")
        for at, name in enumerate(names)
        if form.value(f"to-{at}")
    }


def reading_of(form: Form, reading: LogFormat, titles: Sequence[str]) -> LogFormat:
    """Return how a log is read with the columns and channels of a form.

    The channels named by hand have to be the team's; a log that has no column of channels is read
    as that of the one channel named.
    """
    slugs = set(reading.channels.values())
    named = {name: slug for name, slug in channels_of(form).items() if slug in slugs}
    columns = columns_of(form)
    columns = column_guess.guess(titles) if columns is None else columns
    columns = {name: title for name, title in columns.items() if title in titles}
    only = form.value("only")
    channel = only if only in slugs and "channel" not in columns else None
    if channel is None and "channel" not in columns and len(slugs) == 1:
        (channel,) = slugs
    return replace(
        reading, columns=columns, channels={**named, **reading.channels}, channel=channel
    )


def titles_of(content: bytes) -> Sequence[str]:
    """Return the titles of a log; Impossible when it has none."""
    log = log_text.open_csv(BytesIO(content), None, log_reader.FIELDS)
    log_text.close(log)
    if not any(log.titles):
        raise Impossible("The log has no header.", field="/file")
    return [each for each in log.titles if each]


def preview(content: bytes, reading: LogFormat, titles: Sequence[str]) -> LogPreview:
    """Return how a log would be read."""
    base = LogPreview(_packed(content), titles, reading.columns, (), (), 0, 0, is_long=False)
    missing = {"received_at"} - reading.columns.keys()
    if missing or ("channel" not in reading.columns and reading.channel is None):
        return base
    rows = list(islice(log_reader.read_csv(BytesIO(content), reading), MOST_LOOKED_AT + 1))
    right = sum(isinstance(each, LoggedMessage) for each in rows)
    return replace(
        base,
        rows=rows[:SAMPLE],
        unknown=_unknown(content, reading),
        right=right,
        refused=len(rows) - right,
        is_long=len(rows) > MOST_LOOKED_AT,
    )


def _unknown(content: bytes, reading: LogFormat) -> Sequence[tuple[str, int]]:
    """Return the names of channels in a log that are none of the team's, the usual ones first."""
    title = reading.columns.get("channel")
    if title is None:
        return ()
    log = log_text.open_csv(BytesIO(content), None, [title])
    at, counts = list(log.titles).index(title), dict[str, int]()
    try:
        for cells in islice(csv.reader(log.lines, delimiter=log.delimiter), MOST_LOOKED_AT):
            name = cells[at].strip()[: log_reader.LONGEST] if len(cells) > at else ""
            known = reading.channels.get(name_of(name)) or reading.channels.get(
                "-".join(name_of(name).split())
            )
            if name and not known:
                counts[name] = counts.get(name, 0) + 1
    except csv.Error:
        pass  # the rows before tell enough
    log_text.close(log)
    return sorted(counts.items(), key=lambda each: -each[1])[:MOST_CHANNELS]


def _packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 6)).decode("ascii")


def _unpacked(text: str) -> bytes:
    try:
        reader = zlib.decompressobj()
        content = reader.decompress(base64.b64decode(text, validate=True), LARGEST)
    except (binascii.Error, ValueError, zlib.error):
        raise Impossible("Choose a file.", field="/file") from None
    if reader.unconsumed_tail:
        raise Impossible("This file is too large.", field="/file")
    return content
