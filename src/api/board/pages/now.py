"""The start page: who is on duty now, who is next, and one's own next shift."""

from fastapi import Response

from api.board import frame, next_shift
from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.snapshot import DutyFilter
from rotation.team import teams
from rotation.team.teams import Team

router = page_router()
MAY_SEE = [PageMay("see_team")]


@router.get("/", dependencies=MAY_SEE)
def show_start(visit: Visiting) -> Response:
    """Show who is on duty in the team of whoever looks; an empty service leads to its set-up."""
    with visit.reading() as session:
        team = frame.first_team(session, visit)
    if team is None:
        return visit.go("/start")
    return now_page(visit, team)


@router.get("/t/{team}/now", dependencies=MAY_SEE)
def show_now(team: str, visit: Visiting) -> Response:
    """Show who is on duty in a team."""
    with visit.reading() as session:
        found = teams.find(session, team)
    return now_page(visit, found)


def now_page(visit: Visit, team: Team) -> Response:
    """Return the page of who is on duty."""
    visit = visit.of_team(team)
    with visit.reading() as session:
        answer = load_snapshot.snapshot(session, team, visit.now).answer(visit.now, DutyFilter())
        everybody = teams.listed(session, None, 50)
        return visit.page(
            "now.j2",
            team=team,
            frame=frame.of_team(session, visit, team),
            here="now",
            answer=answer,
            mine=next_shift.of_reader(session, visit, team),
            teams=everybody,
            channels=frame.channel_names(session, team),
            week=frame.this_week(visit, team),
        )
