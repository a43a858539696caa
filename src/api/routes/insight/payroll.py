"""Payroll: hours by kind, the cost of a week, balances of time off."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from api.http.deps import Language, May, Now, Read
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.routes.insight.reports import MEDIA, SHEETS, ReportQuery, query_span
from api.routes.rota.rotas import ROTA, WhichVersion
from rotation.insights import payroll as payrolls
from rotation.insights import payroll_sheets, time_off
from rotation.insights.payroll import Payroll, PayrollLine, PayrollPart
from rotation.insights.time_off import TimeOffBalance
from rotation.rota.paid_time import PaidTotal
from rotation.team import pay, teams
from rotation.team.pay_hours import PayKind
from rotation.timespan import YEARS, Week

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["pay"])
MAY_PLAN = [May("plan")]
_HOUR = timedelta(hours=1)


class PaidTotalOut(BaseModel):
    """The pay of some hours together."""

    currency: str
    amount_minor: int = Field(description="whole minor units, of the hours that have a rate")
    hours: float
    hours_without_rate: float = Field(description="how far the amount is too low: set rates first")


class PayrollLineOut(BaseModel):
    """The hours of a member of one kind, at one rate."""

    member: UUID
    name: str
    kind: PayKind
    hours: float = Field(description="elapsed, to a hundredth; those of a period add up")
    percent: int
    hourly_minor: int | None
    amount_minor: int | None = Field(description="null: no rate is known")


class PayrollPartOut(BaseModel):
    """A period: hours are cut at its ends."""

    label: str
    start: datetime
    end: datetime
    is_over: bool = Field(description="false: what is still to come may change")
    lines: list[PayrollLineOut]
    total: PaidTotalOut


class PayrollOut(BaseModel):
    """The payroll of a team: for which span, and of which state of its rota."""

    team: str
    start: datetime
    end: datetime
    rota_revision: int
    check: str
    periods: list[PayrollPartOut]


class WeekCostOut(BaseModel):
    """The cost of a week of the rota."""

    team: str
    week: str
    version: int | None = Field(description="null: the draft")
    start: datetime
    end: datetime
    total: PaidTotalOut
    open_places: int = Field(description="places nobody has: they cost nothing so far")
    check: str


class TimeOffOut(BaseModel):
    """The days of leave of a member in a year; a working day is Monday to Friday, no holiday."""

    member: UUID
    name: str
    year: int
    days_per_year: float | None = Field(description="null: nobody has said")
    taken: float
    to_come: float
    requested: float
    left: float | None
    sick: float


@router.get(
    "/teams/{team}/payroll",
    response_model=PayrollOut,
    dependencies=MAY_PLAN,
    responses={**problems(), 200: {"content": SHEETS}},
)
def read_payroll(
    team: str, session: Read, query: Annotated[ReportQuery, Depends()]
) -> PayrollOut | Response:
    """Show hours by kind for each member and period, with what they cost; no hour counts twice."""
    found = teams.find(session, team)
    made = payrolls.payroll(session, found, query_span(found, query), query.by, query.now)
    language = query.language or found.languages[0]
    match query.wanted:
        case "csv":
            content = payroll_sheets.payroll_csv(made)
        case "xlsx":
            content = payroll_sheets.payroll_xlsx(made, language, query.now)
        case _:
            return _out(made, language)
    name = f'attachment; filename="{found.slug}-payroll.{query.wanted}"'
    headers = {"Content-Disposition": name}
    return Response(content, media_type=MEDIA[query.wanted], headers=headers)


@router.get(ROTA + "/cost", dependencies=MAY_PLAN, responses=problems())
def read_week_cost(
    team: str,
    week: str,
    session: Read,
    language: Language,
    version: WhichVersion = "published",
) -> WeekCostOut:
    """Show what a week costs: who is on duty by now, its draft, or one of its versions."""
    found, shown = teams.find(session, team), Week.parse(week)
    number = int(version) if version.isdigit() else None
    cost = payrolls.cost_of_week(session, found, shown, "draft" if version == "draft" else number)
    return WeekCostOut(
        team=found.slug,
        week=str(shown),
        version=cost.version,
        start=shown.span(found.zone).start,
        end=shown.span(found.zone).end,
        total=_total(cost.total),
        open_places=cost.open_places,
        check=pay.CHECK.said_in(language or found.languages[0]),
    )


@router.get("/teams/{team}/time-off", dependencies=MAY_PLAN, responses=problems())
def list_time_off(
    team: str,
    session: Read,
    now: Now,
    part: Slicing,
    year: Annotated[int | None, Query(ge=YEARS[0], le=YEARS[-1])] = None,
) -> Listed[TimeOffOut]:
    """List, for a year, the days of leave of everybody: taken, to come, asked for and left."""
    found = teams.find(session, team)
    shown = year or now.astimezone(found.zone).year
    balances = time_off.balances(session, found, shown, now)
    return sliced(part, [_time_off(each, shown) for each in balances])


def _time_off(found: TimeOffBalance, year: int) -> TimeOffOut:
    return TimeOffOut(
        member=found.member,
        name=found.name,
        year=year,
        days_per_year=found.days_per_year,
        taken=found.taken,
        to_come=found.to_come,
        requested=found.requested,
        left=found.left,
        sick=found.sick,
    )


def _out(found: Payroll, language: str) -> PayrollOut:
    return PayrollOut(
        team=found.team.slug,
        start=found.span.start,
        end=found.span.end,
        rota_revision=found.revision,
        check=pay.CHECK.said_in(language),
        periods=[_part(each) for each in found.parts],
    )


def _part(found: PayrollPart) -> PayrollPartOut:
    return PayrollPartOut(
        label=found.period.label,
        start=found.period.span.start,
        end=found.period.span.end,
        is_over=found.is_over,
        lines=[_line(each) for each in found.lines],
        total=_total(found.total),
    )


def _line(found: PayrollLine) -> PayrollLineOut:
    paid = found.paid
    return PayrollLineOut(
        member=found.member,
        name=found.name,
        kind=paid.kind,
        hours=found.hours,
        percent=paid.percent,
        hourly_minor=paid.hourly_minor,
        amount_minor=paid.amount_minor,
    )


def _total(found: PaidTotal) -> PaidTotalOut:
    return PaidTotalOut(
        currency=found.currency,
        amount_minor=found.amount_minor,
        hours=round(found.time / _HOUR, 2),
        hours_without_rate=round(found.without_rate / _HOUR, 2),
    )
