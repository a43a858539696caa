"""Payroll as a file: CSV for programs, XLSX for people; a line for each member, kind and rate."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rotation.insights import sheets
from rotation.insights.payroll import Payroll
from rotation.insights.sheets import Cell
from rotation.words import Sentence, say

_COLUMNS = (
    "period",
    "start",
    "end",
    "member_id",
    "member",
    "kind",
    "hours",
    "minutes",
    "percent",
    "hourly_minor",
    "amount_minor",
    "currency",
    "rota_revision",
    "period_is_over",
)
KIND_NAMES: dict[str, Sentence] = {
    "ordinary": say("ordinary hours"),
    "evening": say("evening hours"),
    "night": say("night hours"),
    "saturday": say("Saturday hours"),
    "sunday": say("Sunday hours"),
    "holiday": say("holiday hours"),
    "special_day": say("special day hours"),
}


def payroll_csv(payroll: Payroll) -> bytes:
    """Return a payroll as CSV; amounts are whole minor units, empty without a rate."""
    return sheets.csv_of(_COLUMNS, _rows(payroll))


def payroll_xlsx(payroll: Payroll, language: str, now: datetime) -> bytes:
    """Return a payroll as a workbook whose kinds and headings are in a reader's language."""
    at = _COLUMNS.index("kind")
    rows = [
        [*row[:at], KIND_NAMES[str(row[at])].said_in(language), *row[at + 1 :]]
        for row in _rows(payroll)
    ]
    headings = [each.said_in(language) for each in _headings()]
    return sheets.xlsx_of(say("Payroll").said_in(language), headings, rows, now)


def _headings() -> list[Sentence]:
    return [
        say("Period"),
        say("Start"),
        say("End"),
        say("Number"),
        say("Name"),
        say("Kind of hours"),
        say("Hours"),
        say("Minutes"),
        say("Supplement in percent"),
        say("Rate in cents"),
        say("Amount in cents"),
        say("Currency"),
        say("State of the rota"),
        say("Period is over"),
    ]


def _rows(payroll: Payroll) -> Iterator[list[Cell]]:
    zone = payroll.team.zone
    for part in payroll.parts:
        span = part.period.span
        ends = [each.astimezone(zone).isoformat() for each in (span.start, span.end)]
        for line in part.lines:
            paid = line.paid
            yield [
                part.period.label,
                *ends,
                str(line.member),
                line.name,
                paid.kind,
                line.hours,
                round(paid.time / timedelta(minutes=1), 2),
                paid.percent,
                "" if paid.hourly_minor is None else paid.hourly_minor,
                "" if paid.amount_minor is None else paid.amount_minor,
                part.total.currency,
                payroll.revision,
                int(part.is_over),
            ]
