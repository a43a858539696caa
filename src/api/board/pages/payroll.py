"""Hours and pay of a month: hours by kind and person, what they cost, balances of time off."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Response

from api.board import frame
from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from rotation.errors import Impossible
from rotation.insights import payroll, payroll_sheets, time_off
from rotation.insights.payroll import Payroll
from rotation.insights.worked import next_month
from rotation.team import pay, teams
from rotation.team.teams import Team
from rotation.timespan import DAY, YEARS, Span, Week, start_of_day

router = page_router()
MAY_PLAN = [PageMay("plan")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/t/{team}/insights/pay", dependencies=MAY_PLAN)
def show_payroll(
    team: str, visit: Visiting, month: Annotated[str, Query(max_length=7)] = ""
) -> Response:
    """Show the hours and pay of a month, or the same as a file."""
    with visit.reading() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        first = _first_day(month, visit.now.astimezone(found.zone).date())
        made = payroll.payroll(session, found, _span(first, found), "month", visit.now)
        form = visit.request.query_params.get("format")
        if form in {"csv", "xlsx"}:
            return _file(made, f"{found.slug}-payroll-{first:%Y-%m}.{form}", visit)
        return visit.page(
            "payroll.j2",
            frame=frame.of_team(session, visit, found),
            time_off=time_off.balances(session, found, first.year, visit.now),
            **_shown_month(made, first),
        )


def _shown_month(made: Payroll, first: date) -> dict[str, Any]:
    after = next_month(first)
    return {
        "team": made.team,
        "here": "insights",
        "tab": "pay",
        "weeks": [Week.of(first), Week.of(after - DAY)],
        "payroll": made,
        "part": made.parts[0],
        "month": first,
        "before": (first - DAY).replace(day=1),
        "after": after,
        "kind_names": payroll_sheets.KIND_NAMES,
        "check": pay.CHECK,
    }


def _span(first: date, team: Team) -> Span:
    return Span(start_of_day(first, team.zone), start_of_day(next_month(first), team.zone))


def _first_day(month: str, today: date) -> date:
    """Return the first day of a month such as 2026-12, by default of this one."""
    try:
        first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    except ValueError:
        raise Impossible("A month is written like 2026-12.", field="/month") from None
    if not YEARS[0] < first.year < YEARS[-1]:
        raise Impossible("A month is written like 2026-12.", field="/month")
    return first


def _file(made: Payroll, name: str, visit: Visit) -> Response:
    """Return a payroll as a file to be kept."""
    if name.endswith(".csv"):
        content, kind = payroll_sheets.payroll_csv(made), "text/csv; charset=utf-8"
    else:
        content = payroll_sheets.payroll_xlsx(made, visit.reader.language, visit.now)
        kind = XLSX
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, 200, headers, media_type=kind)
