"""Ways out of a clash that a run has found: what replies each gives, and taking one of them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.demand.questions.prediction import PredictionAnswer
from rotation.errors import Conflict, NotFound
from rotation.json_value import Json
from rotation.rota.case import rule_exceptions
from rotation.rota.planning import run_outcome, runs
from rotation.rota.planning.runs import Run, RunRequest
from rotation.solver.entities import Assignments
from rotation.team import teams
from rotation.timespan import Week
from rotation.words import say

Predict = Callable[[Assignments], Mapping[str, PredictionAnswer]]
"""Returns, by week, what replies a rota gives, as far as somebody can say."""
_SHARE_FIELDS = ("channel", "within_share", "low", "high")


def with_predicted_replies(told: Json, predict: Predict) -> Json:
    """Return the message of a clash, each way out with the replies its rota gives."""
    return {**told, "ways_out": [_with_replies(each, predict) for each in told["ways_out"]]}


def _with_replies(way: Json, predict: Predict) -> Json:
    rota = frozenset((shift, member) for shift, member in way["assignments"])
    replies = [
        {"week": week, **{name: getattr(each, name) for name in _SHARE_FIELDS}}
        for week, prediction in predict(rota).items()
        for each in prediction.channels
    ]
    return {**{name: way[name] for name in way if name != "assignments"}, "replies": replies}


def accept_resolution(session: Session, run_id: UUID, number: int, now: datetime) -> Run:
    """Allow what a way out (from 1 on) asks for, and queue a run that makes use of it.

    Conflict when the run found no clash, NotFound when it has fewer ways out.
    """
    run = runs.find(session, run_id)
    if run.state != "infeasible":
        raise Conflict("Only a run whose rules clash has ways out.")
    ways = run_outcome.of_run(run).ways_out
    if not 1 <= number <= len(ways):
        raise NotFound(say("This run has {count} ways out.", count=len(ways)), field="number")
    weeks = [Week.parse(run.week).plus(each) for each in range(run.weeks)]
    changes = ways[number - 1].changes
    rule_exceptions.allow(session, run.team_id, weeks, changes, run.id, now)
    ask = RunRequest(weeks[0], run.weeks, run.seconds, run.seed, run.keep, "way_out")
    return runs.request(session, teams.of_id(session, run.team_id), ask, now)
