"""A list out of a spreadsheet: CSV in whatever encoding, or XLSX, as lines of text."""

import codecs
import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from rotation.deferred import deferred
from rotation.errors import Impossible

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = deferred("openpyxl")

MOST_UNPACKED = 20 << 20
"""Bytes that a workbook may have when it is unpacked."""
MOST_ROWS, MOST_LOG_ROWS, MOST_COLUMNS = 2_000, 50_001, 40
_ZIP = b"PK\x03\x04"


def text_of(content: bytes) -> str:
    """Return a file as lines of text, the cells of a workbook parted by tabs.

    Impossible for what is neither text nor a workbook.
    """
    if content.startswith(_ZIP):
        return "\n".join(_lines(content, MOST_ROWS))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _text(content, "utf-16")
    try:
        return _text(content, "utf-8-sig")
    except UnicodeDecodeError:
        return _text(content, "cp1252")


def as_csv(content: bytes) -> bytes:
    """Return the first sheet of a workbook as CSV."""
    file = io.StringIO()
    csv.writer(file).writerows(line.split("\t") for line in _lines(content, MOST_LOG_ROWS))
    return file.getvalue().encode()


def _text(content: bytes, charset: str) -> str:
    try:
        text = content.decode(charset)
    except UnicodeDecodeError:
        if charset == "utf-8-sig":
            raise
        raise _unreadable() from None
    if "\x00" in text:
        raise _unreadable()
    return text


def _lines(content: bytes, most: int) -> Sequence[str]:
    """Return the rows of the first sheet of a workbook, cells parted by tabs."""
    _check_size(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True)
        found = ["\t".join(map(_cell, row)).rstrip("\t") for row in rows]
    except Exception:  # noqa: BLE001 - a broken workbook fails in as many ways as XML and ZIP can be broken
        raise _unreadable() from None
    return found


def _check_size(content: bytes) -> None:
    """Raise Impossible for an archive that is broken or unpacks to more than a list of people."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(each.file_size for each in archive.infolist())
            is_whole = size <= MOST_UNPACKED and archive.testzip() is None
    except Exception:  # noqa: BLE001 - zlib, lzma and zipfile each have errors of their own
        is_whole = False
    if not is_whole:
        raise _unreadable() from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return str(value.date())
    return " ".join(str(value).split())


def _unreadable() -> Impossible:
    return Impossible("This file cannot be read. Save it as CSV or XLSX.", field="/file")
