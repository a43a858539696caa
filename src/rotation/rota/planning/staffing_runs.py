"""Staffing questions that take their time: kept as runs, answered by a worker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import database_now, note
from rotation.errors import RotationError
from rotation.json_value import Json
from rotation.rota.planning import runs
from rotation.rota.planning.heartbeat import RunHeartbeat
from rotation.rota.planning.runs import Run
from rotation.rota.ports import RunLease, UnitOfWork
from rotation.rota.store import runs as store
from rotation.solver.serialisation import sentence_to_dict
from rotation.team.teams import Team

Answering = Callable[[Run, datetime], Json]
"""Answers the question of a run; given by the edge, which knows what a question looks like."""
LONGEST = 300.0
"""Seconds that a question may take."""


@dataclass(frozen=True)
class StaffingRunRequest:
    """A question as it came in: which one, its body, and the language of its answer."""

    kind: str
    body: Json
    language: str | None


def request(
    session: Session, team: Team, week: str, question: StaffingRunRequest, now: datetime
) -> Run:
    """Queue a question about a week; TooMuch when five runs wait already."""
    asked = {"kind": question.kind, "body": question.body, "language": question.language}
    return runs.queue(session, team, now, week=week, seconds=LONGEST, asked=asked)


def perform(
    work: UnitOfWork, organisation: UUID, run_id: UUID, answering: Answering, now: datetime
) -> None:
    """Answer the question of a run that this worker has claimed, and keep what came of it.

    It cannot be interrupted: one that is cancelled meanwhile is answered to nobody.
    """
    actor = work.service(organisation)
    with work.reading(actor) as session:
        run = runs.find(session, run_id)
    held = RunLease(run_id, run.attempts)
    with RunHeartbeat(work, actor, held, now) as pulse:
        told: Json
        try:
            state, told = "succeeded", {"answer": answering(run, now)}
        except RotationError as error:
            state, told = "failed", {"reason": sentence_to_dict(error.detail)}
        if pulse.stopped:
            state, told = "cancelled", {}
        pulse.persist(lambda session: _keep(session, run, held, state, told))


def _keep(session: Session, run: Run, held: RunLease, state: str, told: Json) -> None:
    values = {"state": state, "outcome": told, "lease_until": None}
    if store.change(session, held.run, held.attempt, ended_at=database_now(session), **values):
        note(session, Changed("changed", "run", held.run, after={"state": state}, team=run.team_id))
