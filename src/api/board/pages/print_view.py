"""A week on one landscape page, for the printer and for a PDF from it."""

from typing import Annotated

from fastapi import Query, Response

from api.board import frame, week_board
from api.board.page_route import router as page_router
from api.board.pages.week import MAY_SEE, WEEK
from api.board.visit import Visit, Visiting
from rotation.team import teams
from rotation.timespan import Week

router = page_router()


@router.get(WEEK + "/print", dependencies=MAY_SEE)
def show_print(
    team: str, week: str, visit: Visiting, of: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """Show a week as it is printed."""
    return print_page(visit, team, week, of)


def print_page(visit: Visit, team: str, week: str, of: str) -> Response:
    """Return the week as a table for paper."""
    version = "draft" if of == "draft" and visit.may("plan") else "published"
    with visit.reading_marked() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        board = week_board.board_of(
            session, visit, week_board.find(session, visit, found, week, version)
        )
        return visit.page(
            "print.j2",
            team=found,
            frame=None,
            here="rota",
            week=Week.parse(week),
            board=board,
            zone_name=frame.zone_name(found.timezone, visit.reader.language),
        )
