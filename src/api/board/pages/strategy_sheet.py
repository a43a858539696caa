"""The sheet of responsibilities to print, and what each strategy level asks of the team."""

from fastapi import Response
from sqlalchemy.orm import Session

from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visiting
from rotation.demand import channels
from rotation.insights import strategy_comparison
from rotation.insights.strategy_comparison import StrategySetUp
from rotation.team import pay, teams
from rotation.team.strategy import LEVELS
from rotation.team.teams import Team

router = page_router()


@router.get("/t/{team}/set-up/roles/sheet", dependencies=[PageMay("plan")])
def show_sheet(team: str, visit: Visiting) -> Response:
    """Show who does what as it is printed, with the levels of strategy beside each other."""
    with visit.reading() as session:
        found = teams.find(session, team)
        measured = strategy_comparison.measured_hours(session, found, visit.now)
        rows = strategy_comparison.compared(session, found, _levels(session, found), measured)
        return visit.of_team(found).page(
            "strategy_sheet.j2",
            team=found,
            frame=None,
            here="setup",
            rows=rows,
            own=next(each for each in rows if each.set_up.level == found.strategy),
            measured=measured,
            currency=pay.terms_of(session, found).currency,
        )


def _levels(session: Session, team: Team) -> list[StrategySetUp]:
    objectives = tuple(channels.objectives(session, team.id))
    return [StrategySetUp(level, level, objectives) for level in LEVELS]
