"""The rota of a week: published, as a draft, or a version of before."""

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from sqlalchemy.orm import Session

from api.board import attention, charts, frame, next_shift, rule_settings, week_board
from api.board.form import EMPTY
from api.board.page_route import router as page_router
from api.board.reading import Reader
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.board.week_board import Board
from api.http.deps import now_of
from rotation.demand import shift_patterns
from rotation.errors import NotFound, RotationError
from rotation.rota.planning import runs
from rotation.rota.planning.runs import Run
from rotation.rota.publishing import history
from rotation.rota.versions import drafts, published_versions
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Week

router = page_router()
MAY_SEE, MAY_PLAN = [PageMay("see_team")], [PageMay("plan")]
WEEK = "/t/{team}/w/{week}"
Version = Annotated[int, Path(ge=1, le=999_999)]
DayIn = Annotated[str, Query(alias="day", max_length=10)]
Sort = Annotated[str, Query(alias="sort", max_length=10)]


@router.get("/t/{team}/w/current", dependencies=MAY_SEE)
def open_this_week(team: str, visit: Visiting) -> Response:
    """Go to the week it is now."""
    with visit.reading() as session:
        found = teams.find(session, team)
    return visit.go(f"/t/{found.slug}/w/{frame.this_week(visit, found)}")


@router.get(WEEK, dependencies=MAY_SEE)
def show_published(
    team: str, week: str, visit: Visiting, day: DayIn = "", sort: Sort = ""
) -> Response:
    """Show the published rota of a week; planners without one are led to the draft."""
    return week_page(visit, (team, week, "published"), (day, sort))


@router.get(WEEK + "/draft", dependencies=MAY_PLAN)
def show_draft(team: str, week: str, visit: Visiting, day: DayIn = "", sort: Sort = "") -> Response:
    """Show the draft of a week."""
    visit.children.expect()  # whoever looks at a draft is about to edit it
    return week_page(visit, (team, week, "draft"), (day, sort))


@router.get(WEEK + "/v/{number}", dependencies=MAY_SEE)
def show_version(
    team: str, week: str, number: Version, visit: Visiting, day: DayIn = "", sort: Sort = ""
) -> Response:
    """Show a version of before, which nobody can change."""
    return week_page(visit, (team, week, str(number)), (day, sort))


@router.get(WEEK + "/rules", dependencies=MAY_SEE)
def show_strained_rules(
    team: str, week: str, visit: Visiting, of: Annotated[str, Query(max_length=10)] = "published"
) -> Response:
    """Show every rule that a week breaks or strains, with its price."""
    version = "draft" if of == "draft" and visit.may("plan") else "published"
    with visit.reading_marked() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        board = week_board.board_of(
            session, visit, week_board.find(session, visit, found, week, version)
        )
        around = frame.of_team(session, visit, found)
    titles = rule_settings.titles()
    return visit.page("rules.j2", frame=around, here="rota", board=board, team=found, titles=titles)


def week_page(
    visit: Visit,
    asked: tuple[str, str, str],
    view: tuple[str, str] = ("", ""),
    *,
    alert: str = "",
    status: int = 200,
) -> Response:
    """Return the page of a week: ``asked`` names the team, the week and the version.

    ``view``: the day that a phone shows, and the order of people.
    """
    (ref, week, version), (day, sort) = asked, view
    with visit.reading_marked() as session:
        team = teams.find(session, ref)
        visit, wanted = visit.of_team(team), Week.parse(week)
        around = frame.of_team(session, visit, team)
        links = _links(session, visit, team, wanted, version)
        common = {"frame": around, "here": "rota", "team": team, "week": wanted, "links": links}
        common |= {"alert": alert}
        try:
            rota = week_board.find(session, visit, team, week, version)
        except NotFound:
            if version not in {"published", "draft"}:
                raise
            return _empty(session, visit, team, wanted, common)
        board = week_board.board_of(session, visit, rota, sort)
        values = _values(session, visit, board, day) | common
        query = visit.request.query_params
        values |= {"sort": sort, "whole": "whole" in query}
        values["just_published"] = query.get("done") == "published"
    return visit.page("week.j2", status, **values)


def week_again(request: Request, error: RotationError) -> Response:
    """Return the draft as it stands now, above it why a form could not be carried out."""
    reader = Reader.of(request)
    visit = Visit(request, request.state.actor, now_of(request), reader, EMPTY)
    path = request.path_params
    asked = path["team"], path["week"], "draft"
    status = 422 if "Impossible" in {each.__name__ for each in type(error).__mro__} else 409
    before = visit.view("/t/{}/w/{}/draft".format(*asked))
    view = before.get("day", ""), before.get("sort", "")
    return week_page(visit, asked, view, alert=reader(error.detail), status=status)


def _values(session: Session, visit: Visit, board: Board, day: str) -> dict[str, Any]:
    team, rota = board.rota.team, board.rota
    latest = next(iter(runs.listed(session, team.id, None, 1)), None)
    run = runs.find(session, rota.run) if rota.run else None
    changed = _changes(session, board) if board.is_draft and rota.version else []
    today = visit.now.astimezone(team.zone).date()
    chosen = next((each for each in board.week.days if each.isoformat() == day), None)
    usual = today if today in board.week.days else board.week.days[0]
    return {
        "board": board,
        "attention": attention.of_board(session, visit, board),
        "heat": charts.heat(rota.shifts, board.week.days, team.zone),
        "replies": charts.replies(rota.replies),
        "goal": week_board.goal_of(rota.replies),
        "share": week_board.share_of(rota.replies),
        "stale": rota.is_stale,
        "fairness": charts.fairness(rota.review.fairness, visit.reader),
        "changes": changed,
        "run": run,
        "going_on": latest if latest and _is_going_on(latest, board.week) else None,
        "chosen": chosen or usual,
        "about": {each.id: each for each in members.of_team(session, team.id)},
        "channel_names": frame.channel_names(session, team),
        "mine": next_shift.of_reader(session, visit, team),
        "published": None if board.is_draft else _version(session, board),
    }


def _changes(session: Session, board: Board) -> list[object]:
    found = history.between(session, board.rota.team.id, board.rota.week, "published", "draft")
    return list(found)


def _version(session: Session, board: Board) -> published_versions.Version:
    return published_versions.number_of(
        session, board.rota.team.id, board.rota.week, board.rota.version or None
    )


def _is_going_on(run: Run, week: Week) -> bool:
    weeks = {str(Week.parse(run.week).plus(each)) for each in range(run.weeks)}
    return run.state in {"queued", "running"} and run.asked is None and str(week) in weeks


def _links(session: Session, visit: Visit, team: Team, week: Week, version: str) -> dict[str, Any]:
    """Return where the page leads: the weeks beside it, the other versions."""
    base, tail = f"/t/{team.slug}/w", "/draft" if version == "draft" else ""
    listed = published_versions.listed(session, team.id, str(week))
    has_draft = True
    try:
        draft = drafts.find(session, team.id, str(week))
    except NotFound:
        has_draft = False
    differs = has_draft and (not listed or draft.published != draft.id)
    return {
        "week": f"{base}/{week}",
        "before": f"{base}/{week.plus(-1)}{tail}",
        "after": f"{base}/{week.plus(1)}{tail}",
        "now": f"{base}/current",
        "versions": listed,
        "has_draft": has_draft,
        "draft_differs": differs,
        "is_over": week.span(team.zone).end <= visit.now,
    }


def _empty(
    session: Session, visit: Visit, team: Team, week: Week, common: dict[str, Any]
) -> Response:
    """Return the page of a week without a rota: what is known already, and the next step."""
    latest = next(iter(runs.listed(session, team.id, None, 1)), None)
    values: dict[str, Any] = {
        "people": len(members.of_team(session, team.id)),
        "has_shifts": bool(shift_patterns.listed(session, team.id)),
        "going_on": latest if latest and _is_going_on(latest, week) else None,
    }
    return visit.page("week_empty.j2", **common, **values)
