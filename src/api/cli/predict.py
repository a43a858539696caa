"""``rotation predict``: the replies of a week, as a table or as JSON."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import typer

from api.cli import messages
from api.queue.children import Children
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import system_clock
from rotation.database import Database
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import PredictionAnswer, PredictionQuestion
from rotation.errors import Impossible, RotationError
from rotation.json_value import Json
from rotation.rota.staffing import question as staffing_question
from rotation.rota.staffing.question import StaffingQuery
from rotation.team import teams

_ENGINES = ("auto", "exact", "simulation")


def run(asked: tuple[str, str, str], organization: str | None, *, as_json: bool) -> None:
    """Predict the replies of a (team, week, engine) in a child process and print them."""
    settings = Settings()
    database = Database(settings.database_url)
    try:
        question = _question(DatabaseUnitOfWork(database, system_clock), asked, organization)
        found = _answered(question, settings)
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    finally:
        database.close()
    if as_json:
        typer.echo(json.dumps(found))
    else:
        print_prediction(prediction.answer_from_json(found), typer.echo)


def print_prediction(found: PredictionAnswer, out: Callable[[str], object]) -> None:
    """Print the predicted replies of a week, a line for each channel and day."""
    if not found.stable:
        growth = found.backlog_growth_per_week
        out(f"More comes in than can be answered: {growth:.0f} messages more wait each week.")
    out("For the stated forecast, of all messages within target:")
    for each in found.channels:
        out(
            f"  {each.channel:<16} {_share(each.within_share, each.low, each.high)}   "
            f"target {each.target_share:.0%} within {each.within_minutes:g} min, "
            f"{each.volume:.0f} messages ({each.engine})"
        )
    for day in found.days:
        shares = (
            f"{each.channel} {_share(each.within_share, each.low, each.high)}"
            for each in day.channels
        )
        out(f"  {day.date}  {', '.join(shares)}")


def _share(share: float | None, low: float | None, high: float | None) -> str:
    if share is None:
        return "no share"
    return (
        f"{share:.0%}" if low is None or high is None else f"{share:.0%} ({low:.0%} to {high:.0%})"
    )


def _question(
    work: DatabaseUnitOfWork, asked: tuple[str, str, str], organization: str | None
) -> PredictionQuestion:
    ref, week, engine = asked
    if engine not in _ENGINES:
        raise Impossible("The engine is auto, exact or simulation.", field="engine")
    actor, now = work.service(messages.organisation(work, organization)), work.clock()
    with work.reading(actor) as session:
        team = teams.find(session, ref)
        question = staffing_question.question(session, team, StaffingQuery(week), now)
    return replace(question, engine=cast("prediction.Engine", engine))


def _answered(question: PredictionQuestion, settings: Settings) -> Json:
    children = Children(1, settings.solver_memory_mb)
    try:
        return children.answer(prediction.to_json(question), 60.0)
    finally:
        children.close()
