"""Payroll: the hours of each member by kind and period, with what they cost; the cost of a rota."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.insights import worked
from rotation.insights.worked import By, ReportPeriod
from rotation.rota import paid_time
from rotation.rota.on_duty import duties
from rotation.rota.paid_time import PaidTime, PaidTotal
from rotation.rota.shifts import Shift
from rotation.rota.versions import drafts, published_versions
from rotation.team import members, pay
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week, start_of_day

Draft = Literal["draft"]


@dataclass(frozen=True)
class PayrollLine:
    """The hours of a member of one kind at one rate; the hours of lines add up, to a hundredth."""

    member: UUID
    name: str
    paid: PaidTime
    hours: float


@dataclass(frozen=True)
class PayrollPart:
    """A period with its lines by name and kind; ``is_over``: nothing is to come in it."""

    period: ReportPeriod
    lines: tuple[PayrollLine, ...]
    total: PaidTotal
    is_over: bool


@dataclass(frozen=True)
class Payroll:
    """The payroll of a span; ``revision`` is that of the rota as it stands."""

    team: Team
    span: Span
    revision: int
    parts: tuple[PayrollPart, ...]


@dataclass(frozen=True)
class RotaCost:
    """The cost of a week: its total, the places nobody has; ``version`` None: a draft."""

    week: Week
    version: int | None
    total: PaidTotal
    open_places: int


def payroll(session: Session, team: Team, span: Span, by: By, now: datetime) -> Payroll:
    """Return the payroll of a team, from who was on duty after swaps and stand-ins."""
    work: dict[UUID, list[Span]] = defaultdict(list)
    for each in duties.between(session, team.id, span):
        work[each.member].append(each.span)
    names, terms = members.names(session, team.id), pay.terms_of(session, team)
    ordered = sorted(work.items(), key=lambda each: (names[each[0]], str(each[0])))
    parts = []
    for period in worked.periods(span, by, team.zone):
        times = paid_time.paid_times(session, team, ordered, period.span)
        lines = tuple(_lines(times, names))
        total = paid_time.total(terms, times)
        parts.append(PayrollPart(period, lines, total, period.span.end <= now))
    return Payroll(team, span, duties.revision(session, team.id), tuple(parts))


def cost_of_week(session: Session, team: Team, week: Week, version: int | Draft | None) -> RotaCost:
    """Return the cost of a week: of its draft, of a version, or (None) of who is on duty by now."""
    number: int | None
    match version:
        case None:
            number = published_versions.number_of(session, team.id, str(week)).number
            shifts = published_versions.shifts_of(session, team.id, str(week))
            spans = [
                (each.member, each.span)
                for each in duties.between(session, team.id, _around(week, team))
                if each.week == str(week)
            ]
        case "draft":
            number, shifts = None, drafts.find(session, team.id, str(week)).shifts
            spans = _seated(shifts)
        case _:
            number = version
            shifts = published_versions.shifts_of(session, team.id, str(week), version)
            spans = _seated(shifts)
    work: dict[UUID, list[Span]] = defaultdict(list)
    for member, span in spans:
        work[member].append(span)
    times = paid_time.paid_times(session, team, work.items(), _around(week, team))
    total = paid_time.total(pay.terms_of(session, team), times)
    return RotaCost(week, number, total, sum(each.open_places for each in shifts))


def _around(week: Week, team: Team) -> Span:
    """Return the days of a week and those beside it, where its night shifts begin or end."""
    days = week.days
    return Span(start_of_day(days[0] - DAY, team.zone), start_of_day(days[-1] + 3 * DAY, team.zone))


def _seated(shifts: Iterable[Shift]) -> list[tuple[UUID, Span]]:
    return [(who, Span(each.start, each.end)) for each in shifts for who in each.members]


def _lines(times: Sequence[PaidTime], names: Mapping[UUID, str]) -> Iterable[PayrollLine]:
    """Yield the lines of a period; its hours add up to those of all lines, rounded once."""
    hours = worked.hundredths([each.time for each in times])
    for each, part in zip(times, hours, strict=True):
        if each.member is not None:
            yield PayrollLine(each.member, names[each.member], each, part / 100)
