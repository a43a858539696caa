"""Insights over weeks: coverage by hour, replies predicted and measured, fairness by person."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Response
from sqlalchemy.orm import Session

from api.board import charts, frame
from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from rotation.errors import Impossible
from rotation.insights import replies, reports, sheets
from rotation.rota.case import build
from rotation.rota.shifts import Shift
from rotation.rota.versions import published_versions
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Week

router = page_router()
MAY_SEE = [PageMay("see_team")]
BACK = 7
MOST_WEEKS = 26
FirstIn = Annotated[str, Query(alias="from", max_length=10)]
LastIn = Annotated[str, Query(alias="to", max_length=10)]


@router.get("/t/{team}/insights/coverage", dependencies=MAY_SEE)
def show_coverage(team: str, visit: Visiting, first: FirstIn = "", last: LastIn = "") -> Response:
    """Show how well the weeks were staffed, by hour of the week and week by week."""
    with visit.reading() as session:
        found, visit, weeks = _query_of(session, visit, team, first, last)
        published = published_versions.latest(session, found.id, build.span_of(found, weeks))
        rows = [(week, published.get(str(week), ())) for week in weeks]
        shifts = [shift for _, each in rows for shift in each]
        return visit.page(
            "coverage.j2",
            **_common(session, visit, found, weeks, "coverage"),
            rows=[_week(week, each) for week, each in rows],
            heat=charts.mean_heat(shifts, found.zone),
            first_hour=charts.first_hour(shifts, found.zone),
            published=sum(bool(each) for _, each in rows),
            monday=weeks[0].days,
        )


@router.get("/t/{team}/insights/replies", dependencies=MAY_SEE)
def show_replies(team: str, visit: Visiting, first: FirstIn = "", last: LastIn = "") -> Response:
    """Show measured replies beside predicted ones, by channel and week."""
    with visit.reading() as session:
        found, visit, weeks = _query_of(session, visit, team, first, last)
        span = build.span_of(found, weeks)
        told = replies.measured(session, found, span, visit.now)
        channels = sorted(told.channels)
        return visit.page(
            "replies.j2",
            **_common(session, visit, found, weeks, "replies"),
            told=told,
            channels=[(slug, told.channels[slug], _by_week(told, slug)) for slug in channels],
            names=frame.channel_names(session, found),
        )


@router.get("/t/{team}/insights/fairness", dependencies=MAY_SEE)
def show_fairness(team: str, visit: Visiting, first: FirstIn = "", last: LastIn = "") -> Response:
    """Show what everybody worked, with the unsocial load of each week as small multiples."""
    return fairness_page(visit, team, (first, last))


def fairness_page(visit: Visit, team: str, span: tuple[str, str]) -> Response:
    """Return the page of what everybody worked, or the same as CSV."""
    first, last = span
    with visit.reading() as session:
        found, visit, weeks = _query_of(session, visit, team, first, last)
        told = reports.report(session, found, build.span_of(found, weeks), "week")
        burdens = {
            line.name: [_burden(part, line.member) for part in told.parts]
            for line in told.whole.lines
        }
        most = max((each for row in burdens.values() for each in row), default=0)
        if visit.request.query_params.get("format") == "csv":
            name = f'attachment; filename="{found.slug}-{weeks[0]}-{weeks[-1]}.csv"'
            headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
            return Response(sheets.csv(told), 200, headers, media_type="text/csv; charset=utf-8")
        mean = sum(sum(row) for row in burdens.values()) / max(1, len(burdens))
        return visit.page(
            "fairness.j2",
            **_common(session, visit, found, weeks, "fairness"),
            lines=sorted(told.whole.lines, key=lambda each: (-each.worked.burden, each.name)),
            burdens=burdens,
            most=most or 1,
            mean=mean,
        )


def _query_of(
    session: Session, visit: Visit, ref: str, first: str, last: str
) -> tuple[Team, Visit, list[Week]]:
    """Return the team and the weeks asked for, by default the last eight."""
    team = teams.find(session, ref)
    now = frame.this_week(visit, team)
    end = Week.parse(last) if last else now
    start = Week.parse(first) if first else end.plus(-BACK)
    weeks = [start]
    while str(weeks[-1]) < str(end):
        weeks.append(weeks[-1].plus(1))
        if len(weeks) > MOST_WEEKS:
            raise Impossible("At most half a year can be shown.", field="to")
    return team, visit.of_team(team), weeks


def _common(
    session: Session, visit: Visit, team: Team, weeks: Sequence[Week], tab: str
) -> dict[str, Any]:
    return {
        "team": team,
        "frame": frame.of_team(session, visit, team),
        "here": "insights",
        "tab": tab,
        "weeks": weeks,
    }


def _week(week: Week, shifts: Sequence[Shift]) -> dict[str, Any]:
    need = sum(each.target for each in shifts)
    hours = sum((e.end - e.start).total_seconds() / 3600 * len(e.members) for e in shifts)
    have = need - sum(each.open_places for each in shifts)
    return {"week": week, "need": need, "have": have, "hours": hours, "any": bool(shifts)}


def _by_week(told: replies.MeasuredReplies, slug: str) -> list[tuple[Week, Any]]:
    return [
        (each.week, next((beside for beside in each.channels if beside.channel == slug), None))
        for each in told.weeks
    ]


def _burden(part: reports.ReportPart, member: Any) -> float:
    return next((line.worked.burden for line in part.lines if line.member == member), 0.0)
