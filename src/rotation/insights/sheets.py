"""Reports as spreadsheets: CSV for programs, XLSX for people.

A name is whatever somebody typed. In CSV a text that a spreadsheet would take for a formula gets
an apostrophe in front (OWASP ASVS 1.2.10); in XLSX texts are written as texts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from rotation.deferred import deferred
from rotation.insights.reports import ReportLine, ReportPart, WorkReport
from rotation.words import say

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = deferred("xlsxwriter")

_FORMULA = ("=", "+", "-", "@")
_LEADING = ("\t", "\r", "\n", "\0")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_QUOTED = frozenset('",;\r\n')
_COLUMNS = (
    "period",
    "start",
    "end",
    "member_id",
    "member",
    "hours",
    "contract_hours",
    "shifts",
    "weekends",
    "burden",
    "wishes_asked",
    "wishes_granted",
)
Cell = str | float


def csv(report: WorkReport) -> bytes:
    """Return a report as CSV: a line for each period and member."""
    rows: list[list[Cell]] = []
    for part in report.parts:
        period = part.period
        start, end = (
            each.astimezone(report.zone).isoformat()
            for each in (period.span.start, period.span.end)
        )
        for line in part.lines:
            who = str(line.member), line.name
            contract = "" if line.contract_hours is None else line.contract_hours
            rows.append([period.label, start, end, *who, line.hours, contract, *_figures(line)])
    return csv_of(_COLUMNS, rows)


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows under the names of their columns as CSV (RFC 4180, UTF-8)."""
    return "".join(_row(each) for each in (columns, *rows)).encode()


def cell(value: Cell) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return str(value)
    # Spreadsheets take full-width signs for the plain ones, and pass over blanks before them.
    plain = unicodedata.normalize("NFKC", value)
    if plain.startswith(_LEADING) or _UNSEEN.sub("", plain).startswith(_FORMULA):
        return _quoted(f"'{value}")
    return _quoted(value) if _QUOTED.intersection(value) else value


def xlsx(report: WorkReport, language: str, now: datetime) -> bytes:
    """Return a report as an XLSX workbook: by period, and all together; same input, same bytes."""
    file = BytesIO()
    with workbook(file, now) as book:
        _sheet(book, say("By period").said_in(language), report.parts, language)
        _sheet(book, say("Total").said_in(language), [report.whole], language)
    return file.getvalue()


def workbook(file: BytesIO, now: datetime) -> "xlsxwriter.Workbook":
    """Return a workbook that writes texts as texts; same input, same bytes."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"in_memory": True, **plain})
    book.set_properties({"created": now.replace(tzinfo=None)})
    return book


def xlsx_of(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], now: datetime
) -> bytes:
    """Return rows under their headings as a workbook of one sheet; same input, same bytes."""
    file = BytesIO()
    with workbook(file, now) as book:
        sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 18)
        for row, cells in enumerate((headings, *rows)):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, column, value, bold if row == 0 else None)
                else:
                    sheet.write_number(row, column, value)
    return file.getvalue()


def _sheet(
    book: "xlsxwriter.Workbook", name: str, parts: Sequence[ReportPart], language: str
) -> None:
    sheet = book.add_worksheet(name)
    bold, hours = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 24)
    for column, heading in enumerate(_headings(language)):
        sheet.write_string(0, column, heading, bold)
    for row, (label, line) in enumerate(_lines(parts), 1):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, line.name)
        sheet.write_number(row, 2, line.hours, hours)
        if line.contract_hours is not None:
            sheet.write_number(row, 3, line.contract_hours, hours)
        for column, figure in enumerate(_figures(line), 4):
            sheet.write_number(row, column, figure)


def _lines(parts: Sequence[ReportPart]) -> Iterator[tuple[str, ReportLine]]:
    for part in parts:
        yield from ((part.period.label, line) for line in part.lines)


def _headings(language: str) -> list[str]:
    said = (
        say("Period"),
        say("Name"),
        say("Hours"),
        say("Contract hours"),
        say("Shifts"),
        say("Weekends"),
        say("Burden"),
        say("Wishes asked"),
        say("Wishes granted"),
    )
    return [each.said_in(language) for each in said]


def _figures(line: ReportLine) -> list[float]:
    found = line.worked
    return [
        found.shifts,
        found.weekends,
        round(found.burden, 2),
        found.asked,
        found.granted,
    ]


def _row(cells: Sequence[Cell]) -> str:
    return ",".join(cell(each) for each in cells) + "\r\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
