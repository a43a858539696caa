"""A run: asked for, watched while it goes on, stopped, used; a clash with its ways out."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from api import server_sent_events
from api.board import charts, frame, render, rule_settings, week_board
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.pages.week import MAY_PLAN, MAY_SEE, WEEK, Sort, week_again
from api.board.reading import Reader
from api.board.visit import Visit, Visiting
from rotation.errors import NotFound
from rotation.rota.planning import clash_resolutions, execute_run, run_outcome, runs
from rotation.rota.planning.run_outcome import WayOut
from rotation.rota.planning.runs import Run, RunRequest
from rotation.rota.versions import drafts
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import say

router = page_router()
RUN = WEEK + "/runs/{run}"
ENDED = frozenset({"succeeded", "infeasible", "cancelled", "failed"})
SECONDS = 30.0
LEAST, MOST = 5.0, 300.0
Number = Annotated[int, Path(ge=1, le=99)]


@router.post(WEEK + "/runs", dependencies=MAY_PLAN)
@shows_again(week_again)
def make_rota(team: str, week: str, visit: Visiting) -> Response:
    """Ask for a rota of the week; places that are locked stay."""
    keep: runs.Keep = "drafted" if visit.form.value("keep") == "drafted" else "locked"
    seconds = visit.form.number("seconds", LEAST, MOST) or SECONDS
    with visit.writing(f"/t/{team}/w/{week}") as session:
        found = teams.find(session, team)
        made = runs.request(
            session, found, RunRequest(Week.parse(week), seconds=seconds, keep=keep), visit.now
        )
    return visit.go(f"/t/{found.slug}/w/{week}/runs/{made.id}")


@router.get(RUN, dependencies=MAY_SEE)
def show_run(team: str, week: str, run: UUID, visit: Visiting, sort: Sort = "") -> Response:
    """Show a run as it stands; while it goes on the page tells of it."""
    with visit.reading_marked() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        there = _find(session, found, week, run)
        values = _values(session, visit.reader, found, there)
        return visit.page(
            "run.j2",
            **(values | _board_below(session, visit, there, (week, sort))),
            frame=frame.of_team(session, visit, found),
            here="rota",
            week=Week.parse(week),
            can_plan=visit.may("plan"),
            has_draft=_has_draft(session, found, week),
        )


@router.get(RUN + "/events", dependencies=MAY_SEE)
def watch_run(team: str, week: str, run: UUID, visit: Visiting) -> Response:
    """Send the state of a run as fragments, until it has ended."""
    with visit.reading() as session:
        found = teams.find(session, team)
        _find(session, found, week, run)
    reader = Reader(visit.reader.language, found.zone)
    fragments = server_sent_events.fragments(_fragment(visit, reader, found, Week.parse(week), run))
    return StreamingResponse(fragments, media_type="text/event-stream", headers=render.HEADERS)


@router.post(RUN + "/stop", dependencies=MAY_PLAN)
def stop_run(team: str, week: str, run: UUID, visit: Visiting) -> Response:
    """Stop a run; the best rota found so far is kept."""
    back = f"/t/{team}/w/{week}/runs/{run}"
    with visit.writing(back) as session:
        _find(session, teams.find(session, team), week, run)
        runs.cancel(session, run, visit.now)
    return visit.go(back)


@router.post(RUN + "/use", dependencies=MAY_PLAN)
def use_run(team: str, week: str, run: UUID, visit: Visiting) -> Response:
    """Make what a run has found the draft."""
    back = f"/t/{team}/w/{week}/draft"
    with visit.writing(back) as session:
        _find(session, teams.find(session, team), week, run)
        execute_run.use_as_draft(session, run)
    return visit.go(back, say("This rota is the draft now."))


@router.post(RUN + "/ways/{number}", dependencies=MAY_PLAN)
def take_way(team: str, week: str, run: UUID, number: Number, visit: Visiting) -> Response:
    """Allow what a way out of a clash asks for, and run again; nothing is published."""
    with visit.writing(f"/t/{team}/w/{week}") as session:
        _find(session, teams.find(session, team), week, run)
        made = clash_resolutions.accept_resolution(session, run, number, visit.now)
    return visit.go(f"/t/{team}/w/{week}/runs/{made.id}")


def _board_below(
    session: Session, visit: Visit, run: Run, asked: tuple[str, str]
) -> dict[str, Any]:
    """Return the rota that a clash leaves as it is, to be read below it; nothing when none is.

    ``asked``: the week, and the order of people.
    """
    if run.state != "infeasible":
        return {}
    team, (week, sort) = teams.of_id(session, run.team_id), asked
    for version in ("draft", "published") if visit.may("plan") else ("published",):
        with suppress(NotFound):
            rota = week_board.find(session, visit, team, week, version)
            links = {"week": f"/t/{team.slug}/w/{Week.parse(week)}"}
            share = week_board.share_of(rota.replies)
            board = week_board.board_of(session, visit, rota, sort)
            shown = {"board": board, "rota": rota, "links": links, "share": share}
            return shown | {"sort": sort, "whole": False}
    return {}


def _find(session: Session, team: Team, week: str, run_id: UUID) -> Run:
    run = runs.find(session, run_id)
    weeks = {str(Week.parse(run.week).plus(each)) for each in range(run.weeks)}
    if run.team_id != team.id or str(Week.parse(week)) not in weeks:
        raise NotFound("There is no such run.")
    return run


def _has_draft(session: Session, team: Team, week: str) -> bool:
    try:
        drafts.find(session, team.id, str(Week.parse(week)))
    except NotFound:
        return False
    return True


def _values(
    session: Session, reader: Reader, team: Team, run: Run, seen: Sequence[float] = ()
) -> dict[str, Any]:
    """Return what the state of a run is shown with; ``seen``: its points so far, for a curve."""
    outcome = run_outcome.of_run(run)
    names = {str(key): name for key, name in members.names(session, team.id).items()}
    return {
        "team": team,
        "run": run,
        "outcome": outcome,
        "week_name": run.week,
        "gap": outcome.gap,
        "curve": charts.line(seen),
        "ended": run.state in ENDED,
        "reason": reader(outcome.reason) if outcome.reason else "",
        "notes": [reader(each) for each in outcome.notes],
        "conflicts": [(reader(each.because), each.rule) for each in outcome.conflicts],
        "titles": rule_settings.titles(),
        "ways": [_way(each, reader) for each in outcome.ways_out],
        "minimal": outcome.minimal,
        "names": names,
    }


def _way(way: WayOut, reader: Reader) -> dict[str, Any]:
    shares = [each.within_share for each in way.replies if each.within_share]
    return {
        "changes": [reader(each.because) for each in way.changes],
        "open_places": way.open_places,
        "hours": way.minutes / 60,
        "worst": min(shares, default=None),
    }


def _fragment(
    visit: Visit, reader: Reader, team: Team, week: Week, run_id: UUID
) -> Callable[[], tuple[str, bool]]:
    seen: list[float] = []

    def fragment() -> tuple[str, bool]:
        with visit.work.reading(visit.actor) as session:
            run = runs.find(session, run_id)
            points = run_outcome.of_run(run).points
            if points is not None and (not seen or seen[-1] != points):
                seen.append(points)
            values = _values(session, reader, team, run, seen)
        elapsed = int((visit.work.clock() - (run.started_at or run.requested_at)).total_seconds())
        told = {**values, "elapsed": max(0, elapsed), "week": week, "live": True}
        return render.html("run_state.j2", reader, {"r": reader, **told}), run.state in ENDED

    return fragment
