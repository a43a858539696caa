"""Reports: what the members of a team worked, as JSON, CSV or XLSX."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from api.http.deps import Caller, Language, May, Now, Read
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.fields import Moment, period
from rotation.account.access import Access
from rotation.errors import Impossible
from rotation.insights import reports, sheets
from rotation.insights.reports import ReportLine, ReportPart, WorkReport
from rotation.insights.worked import By, WorkedTime, next_month
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Span, start_of_day
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["reports"])
LONGEST = timedelta(days=1100)
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"csv": CSV, "xlsx": XLSX, "json": "application/json"}
First = Annotated[Moment | None, Query(alias="from", description="by default, this month")]
Last = Annotated[Moment | None, Query(alias="to", description="not included")]
Form = Annotated[
    Literal["json", "csv", "xlsx"] | None,
    Query(alias="format", description="by default, what Accept names"),
]
SHEETS: dict[str, Any] = {
    CSV: {"schema": {"type": "string"}},
    XLSX: {"schema": {"type": "string", "format": "binary"}},
}


class FiguresOut(BaseModel):
    """Figures of work: hours, shifts, weekends, burden, wishes."""

    hours: float = Field(
        description="elapsed hours, to a hundredth; those of periods and members add up"
    )
    shifts: int
    weekends: int = Field(description="on which a shift began on Saturday or Sunday")
    burden: float
    wishes_asked: int = Field(description="that could be granted: somebody was on duty then")
    wishes_granted: int


class NamedOut(BaseModel):
    """A member of the team, or somebody who was one."""

    id: UUID
    name: str


class LineOut(FiguresOut):
    """The work of a member."""

    member: NamedOut
    contract_hours: float | None = Field(
        description="of the contract on the days of the period; null where it names none"
    )


class PartOut(BaseModel):
    """A month, a week or all of it; what begins in it counts in it."""

    label: str
    start: datetime
    end: datetime
    members: list[LineOut]
    total: FiguresOut


class WorkReportOut(BaseModel):
    """The work of a span: by period, and in total."""

    start: datetime
    end: datetime
    periods: list[PartOut]
    whole: PartOut


@dataclass(frozen=True)
class ReportQuery:
    """A report to make: its span and periods, its form, its reader."""

    request: Request
    caller: Caller
    language: Language
    now: Now
    first: First = None
    last: Last = None
    by: By = "month"
    form: Form = None

    @property
    def member(self) -> UUID | None:
        """Return whose lines alone are shown: to a member their own."""
        return self.caller.member if self.caller.access is Access.MEMBER else None

    @property
    def wanted(self) -> str:
        """Return the form asked for by name, else the first that Accept names."""
        accept = self.request.headers.get("accept", "")
        named = {form: accept.find(media) for form, media in MEDIA.items() if media in accept}
        return self.form or min(named, key=lambda form: named[form], default="json")


@router.get(
    "/teams/{team}/reports",
    response_model=WorkReportOut,
    dependencies=[May("see_team")],
    responses={**problems(), 200: {"content": SHEETS}},
)
def read_report(
    team: str, session: Read, asked: Annotated[ReportQuery, Depends()]
) -> WorkReportOut | Response:
    """Report hours, shifts, weekends, burden and wishes granted; to members their own alone."""
    found = teams.find(session, team)
    made = reports.report(session, found, query_span(found, asked), asked.by, asked.member)
    match asked.wanted:
        case "csv":
            content = sheets.csv(made)
        case "xlsx":
            content = sheets.xlsx(made, asked.language or "en", asked.now)
        case _:
            return _out(made)
    name = f'attachment; filename="{found.slug}.{asked.wanted}"'
    return Response(content, media_type=MEDIA[asked.wanted], headers={"Content-Disposition": name})


def query_span(team: Team, asked: ReportQuery) -> Span:
    """Return the span asked for: this month where nothing is said; Impossible when too long."""
    first = asked.now.astimezone(team.zone).date().replace(day=1)
    usual = Span(start_of_day(first, team.zone), start_of_day(next_month(first), team.zone))
    span = period(asked.first, asked.last, team.zone, usual)
    if span.length > LONGEST:
        raise Impossible(say("A report covers {days} days at most.", days=LONGEST.days), field="to")
    return span


def _out(found: WorkReport) -> WorkReportOut:
    return WorkReportOut(
        start=found.span.start,
        end=found.span.end,
        periods=[_part(each) for each in found.parts],
        whole=_part(found.whole),
    )


def _part(found: ReportPart) -> PartOut:
    return PartOut(
        label=found.period.label,
        start=found.period.span.start,
        end=found.period.span.end,
        members=[_line(each) for each in found.lines],
        total=FiguresOut(hours=found.hours, **_figures(found.total)),
    )


def _line(found: ReportLine) -> LineOut:
    who = NamedOut(id=found.member, name=found.name)
    figures = _figures(found.worked)
    return LineOut(member=who, hours=found.hours, contract_hours=found.contract_hours, **figures)


def _figures(found: WorkedTime) -> dict[str, Any]:  # Any: whole numbers and hours
    return {
        "shifts": found.shifts,
        "weekends": found.weekends,
        "burden": round(found.burden, 2),
        "wishes_asked": found.asked,
        "wishes_granted": found.granted,
    }
