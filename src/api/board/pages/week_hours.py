"""A week by the quarter of an hour: people against need and messages, predicted share in time."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response

from api.board import frame, hour_charts, week_board
from api.board.page_route import router as page_router
from api.board.pages.week import MAY_SEE, WEEK
from api.board.visit import Visit, Visiting
from api.staffing.asker import StaffingContext
from api.staffing.bodies import RotaIn
from api.staffing.predict import PredictIn, asked_of
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import IntervalAnswer
from rotation.errors import RotationError
from rotation.rota.publishing.week_view import WeekView
from rotation.team import teams
from rotation.timespan import Week

router = page_router()
Of = Annotated[str, Query(max_length=10)]


@router.get(WEEK + "/hours", dependencies=MAY_SEE)
def show_hours(team: str, week: str, visit: Visiting, of: Of = "") -> Response:
    """Show how a week is staffed against need and messages, quarter by quarter."""
    return hours_page(visit, team, week, of)


def hours_page(visit: Visit, team: str, week: str, of: str) -> Response:
    """Return a week by the quarter of an hour."""
    version = "draft" if of == "draft" and visit.may("plan") else "published"
    with visit.reading() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        rota = week_board.find(session, visit, found, week, version)
        around = frame.of_team(session, visit, found)
    intervals, why = _intervals(visit, rota, version)
    days = Week.parse(week).days
    return visit.page(
        "week_hours_view.j2",
        team=found,
        frame=around,
        here="rota",
        week=Week.parse(week),
        is_draft=version == "draft",
        days=hour_charts.week_quarters(rota.shifts, intervals, days, found.zone),
        goal=week_board.goal_of(rota.replies),
        why=why,
        size=(hour_charts.WIDTH, hour_charts.HEIGHT, hour_charts.LEFT),
    )


def _intervals(visit: Visit, rota: WeekView, version: str) -> tuple[Sequence[IntervalAnswer], str]:
    """Return the prediction by intervals, or why there is none just now; no session is held."""
    body = PredictIn(week=rota.week, rota=RotaIn(version=version), include=("intervals",))
    asker = StaffingContext(
        visit.work, visit.actor, visit.calculations, visit.now, visit.reader.language
    )
    try:
        _, question = asked_of(asker, rota.team.slug, body, tuple(body.include))
        answer = asker.calculations.answer(prediction.to_json(question))
    except RotationError as error:
        return (), visit.reader(error.detail)
    return prediction.answer_from_json(answer).intervals, ""
