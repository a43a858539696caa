"""The text of a CSV log: its encoding, what parts its cells, its header, its numbered lines.

Spreadsheets and help desks agree on little. What is not said is found out from the beginning of
the file, and ``CsvLog`` tells what was taken.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO
from zoneinfo import ZoneInfo

from rotation.errors import Impossible
from rotation.timespan import zone
from rotation.words import say

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 64 << 20
_LOOKED_AT = 8 << 20
"""How much of a file is looked at to tell its encoding: all of what one call may send."""
_MOST_HEADER_LINES = 200
_HINT = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE | re.DOTALL)
_ZONED = re.compile(r"(.*\S)\s*\(([A-Za-z][A-Za-z0-9_+/-]{1,39})\)\s*", re.DOTALL)
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014", "-----")
# A message may be of any length, and a cell that is cut would be read as rows.
csv.field_size_limit(LONGEST_CELL)


def name_of(text: str) -> str:
    """Return a name as names are compared: blanks, case, dashes and ways of writing are one."""
    folded = unicodedata.normalize("NFKC", " ".join(text.split())).casefold()
    return unicodedata.normalize("NFKC", folded).translate(_DASHES)


def zone_of(title: str) -> tuple[str, ZoneInfo | None]:
    """Return a title without the zone at its end, and that zone: "Created at (Europe/Paris)"."""
    found = _ZONED.fullmatch(title)
    if not found or not ("/" in found[2] or found[2] in ("UTC", "GMT")):
        return title, None
    try:
        return found[1], zone(found[2])
    except Impossible:
        return title, None


@dataclass(frozen=True)
class CsvLog:
    """An opened CSV log behind its header; ``titles`` as they stand in it, in one line each."""

    text: io.TextIOWrapper
    lines: "NumberedLines"
    charset: str
    delimiter: str
    titles: Sequence[str]


class NumberedLines:
    """The lines of a text, numbered; those after the first one of a row can be read again."""

    def __init__(self, text: Iterable[str]) -> None:
        """Begin before the first line of a text."""
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
        self.give_back(self._row[1:])
        self.number = self.began

    def give_back(self, lines: Sequence[str]) -> None:
        """Give back lines that were taken last."""
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)


def open_csv(source: BinaryIO, charset: str | None, wanted: Iterable[str]) -> CsvLog:
    """Return a CSV log behind its header; ``wanted`` are titles that tell the delimiter.

    ``charset`` is what the sender says, if anything; Impossible when nobody knows it. The source
    is the caller's to close; ``close`` gives it back.
    """
    encoding = _encoding(source, charset)
    text = io.TextIOWrapper(source, encoding, errors="replace", newline="")
    lines = NumberedLines(text)
    hint = _hinted(lines)
    header = _header_lines(lines)
    sought = {name_of(each) for each in wanted}
    delimiter = hint or max(DELIMITERS, key=lambda each: _fitness(header, each, sought))
    titles = [" ".join(each.split()) for each in _cells(header, delimiter)]
    return CsvLog(text, lines, encoding.removesuffix("-sig"), delimiter, titles)


def close(log: CsvLog) -> None:
    """Give the source of a log back to who opened it."""
    # Where the source is closed, there is nothing to give back.
    with suppress(ValueError):
        log.text.detach()


def _encoding(source: BinaryIO, charset: str | None) -> str:
    """Return the encoding of a file: by its mark, as was said, or as its bytes can be read."""
    beginning = source.read(_LOOKED_AT)
    source.seek(0)
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if charset is not None and not beginning.startswith(codecs.BOM_UTF8):
        try:
            known = codecs.lookup(charset).name
            "".encode(known)
        except (LookupError, ValueError):
            said = say("There is no charset {charset}.", charset=charset[:32])
            raise Impossible(said, field="Content-Type") from None
        return "utf-8-sig" if known in {"utf-8", "ascii"} else known
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _hinted(lines: NumberedLines) -> str | None:
    """Return the delimiter of a first line such as ``sep=;``, which is no row."""
    first = next(lines, "")
    if hint := _HINT.fullmatch(first):
        return hint[1]
    lines.give_back([first] if first else [])
    return None


def _header_lines(lines: NumberedLines) -> list[str]:
    """Return the lines of the header: titles in quotes may have line breaks (RFC 4180 §2.6)."""
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        is_blank = not any(each.strip() for each in taken)
        if not is_blank and sum(each.count('"') for each in taken) % 2 == 0:
            return taken
        if len(taken) > _MOST_HEADER_LINES:
            break
    first = next((at for at, each in enumerate(taken) if each.strip()), len(taken))
    lines.give_back(taken[first + 1 :])
    return taken[: first + 1]


def _fitness(header: Sequence[str], delimiter: str, sought: set[str]) -> tuple[int, int]:
    """Return how many titles are known with a delimiter, and how many there are."""
    titles = {name_of(each) for each in _cells(header, delimiter)}
    return len(titles & sought), len(titles)


def _cells(header: Sequence[str], delimiter: str) -> list[str]:
    lines = [each for each in header if each.strip()]
    return next(csv.reader(lines, delimiter=delimiter), [])
