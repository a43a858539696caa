"""A run carried out: load, solve in a child, audit again, keep the result."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.database import database_now, note
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import PredictionAnswer
from rotation.demand.staffing import shift_requirements
from rotation.errors import Conflict, Impossible, RotationError, Unreachable
from rotation.json_value import Json
from rotation.rota.case import conversion
from rotation.rota.planning import clash_resolutions, run_inputs, runs
from rotation.rota.planning.heartbeat import RunHeartbeat
from rotation.rota.planning.run_inputs import RunInputs
from rotation.rota.planning.runs import Run
from rotation.rota.ports import Answer, AnswerWhile, RunLease, Solve, UnitOfWork
from rotation.rota.shifts import Shifts, shifts_to_json
from rotation.rota.staffing import requirements, rota_prediction, shortfall
from rotation.rota.store import plans as plan_store
from rotation.rota.store import runs as store
from rotation.rota.versions import drafts
from rotation.solver import audit, serialisation
from rotation.solver.entities import Assignments
from rotation.solver.outcome import Infeasible, OutOfTime, Solved
from rotation.solver.serialisation import sentence_to_dict
from rotation.words import Sentence, say

Reading = Callable[[], AbstractContextManager[Session]]
_MOST_PREDICTED = 4
"""Of how many weeks the replies of each way out of a clash are told."""
_MOST_ROUNDS = 3
"""How often what misses its target is raised and planned again."""
_LEAST_ROUND = 1.0
"""The seconds of a run that another round has to have."""
_CUT_SHORT = say(
    "The machine was so busy that the search ended before it had its time: "
    "on a quieter machine a better rota may be found."
)


@dataclass(frozen=True)
class Calculations:
    """The two calculations that the edge runs in child processes.

    ``expect`` is told that one is likely to be asked for soon. ``answer_while`` answers as long as
    it is told to go on, ten times a second, and is then Unreachable.
    """

    solve: Solve
    answer: Answer
    expect: Callable[[], None] = lambda: None
    answer_while: AnswerWhile | None = None

    def answering(self, goes_on: Callable[[], bool]) -> Answer:
        """Return the answer to staffing questions, given up when nobody wants it any more."""
        if self.answer_while is None:
            return self.answer
        return partial(self.answer_while, goes_on)


@dataclass(frozen=True)
class RunResult:
    """The result of a run: its state, what is told of it, and the rota it found, if any."""

    state: str
    told: Json
    rota: Assignments | None = None

    @property
    def seconds(self) -> float:
        """Return how long the solver took."""
        return float(self.told.get("seconds") or 0.0)


def perform(
    work: UnitOfWork, organisation: UUID, run_id: UUID, children: Calculations, now: datetime
) -> None:
    """Carry out a run that this worker has claimed, to one of its final states."""
    actor = work.service(organisation)
    with work.reading(actor) as session:
        run = runs.find(session, run_id)
    held = RunLease(run_id, run.attempts)
    with RunHeartbeat(work, actor, held, now) as pulse:
        task: RunInputs | None = None
        replies: dict[str, PredictionAnswer] = {}
        try:
            wanted = run_inputs.weeks_of(run)
            answer = children.answering(pulse.goes_on)
            requirements.ensure_requirements(work, actor, wanted, answer, now)
            with work.reading(actor) as session:
                task = run_inputs.of_run(session, run, now)
            if pulse.goes_on():
                result = solved(task, children.solve, pulse)
            else:  # somebody cancelled while counts were calculated
                result = RunResult("cancelled", {})
            predict = partial(_predict, partial(work.reading, actor), children.answer, now)
            if result.state == "infeasible":
                first = replace(task, weeks=task.weeks[:_MOST_PREDICTED])
                told = clash_resolutions.with_predicted_replies(
                    result.told, partial(predict, first)
                )
                result = replace(result, told=told)
            elif result.rota is not None:
                rounds = Rounds(work, actor, children, pulse, now)
                task, result, replies = rounds.certified(task, result)
        except RotationError as error:
            result = RunResult("failed", {"reason": sentence_to_dict(error.detail)})
        pulse.persist(lambda session: _keep(session, run, FinishedRun(task, result, replies)))
    if replies:
        rota_prediction.refine(work, actor, run_id, children.answer, now)


@dataclass(frozen=True)
class FinishedRun:
    """A finished run with all that is to be kept of it."""

    task: RunInputs | None
    result: RunResult
    replies: dict[str, PredictionAnswer]


@dataclass(frozen=True)
class Rounds:
    """Plan, certify with the named members, raise what misses, plan again: three times at most."""

    work: UnitOfWork
    actor: Actor
    children: Calculations
    pulse: RunHeartbeat
    now: datetime

    def certified(
        self, task: RunInputs, result: RunResult
    ) -> tuple[RunInputs, RunResult, dict[str, PredictionAnswer]]:
        """Return the rota that misses least, with its replies and what it still misses."""
        replies = self._replies(task, result)
        missed = shortfall.of_replies(replies)
        best = task, result, replies, missed
        spent, planned = result.seconds, dict[str, float]()
        raised: dict[shift_requirements.Key, shift_requirements.ShiftRequirement] = {}
        answer = self.children.answering(self.pulse.goes_on)
        for _ in range(_MOST_ROUNDS):
            if not missed or not self._may_go_on(task, result, spent):
                break
            plans, more = requirements.raised(
                self.work, self.actor, task.team.id, missed, answer, self.now
            )
            planned |= {str(week): plan.hours for week, plan in plans.items()}
            if not _asks_for_more(task, more):
                break
            raised |= more
            with self.work.reading(self.actor) as session:
                task = run_inputs.of_run(session, task.run, self.now, raised)
            result = solved(task, self.children.solve, self.pulse, spent)
            if result.rota is None:
                break
            spent += result.seconds
            replies = self._replies(task, result)
            missed = shortfall.of_replies(replies)
            if shortfall.total(missed) < shortfall.total(best[3]):
                best = task, result, replies, missed
        task, result, replies, missed = best
        seated = _seated(task, result.rota or frozenset())
        short = shortfall.to_json(shortfall.with_hours(missed, seated, planned))
        return task, replace(result, told={**result.told, "short_of_target": short}), replies

    def _may_go_on(self, task: RunInputs, result: RunResult, spent: float) -> bool:
        """Tell whether another round is worth it: in time, and nobody is missing already."""
        if self.pulse.stopped or self.pulse.lost or result.state != "succeeded":
            return False
        if task.run.seed is None and task.run.seconds - spent < _LEAST_ROUND:
            return False
        seated = _seated(task, result.rota or frozenset())
        return not any(each.open_places for each in seated if each.start > self.now)

    def _replies(self, task: RunInputs, result: RunResult) -> dict[str, PredictionAnswer]:
        reading = partial(self.work.reading, self.actor)
        rota = result.rota or frozenset()
        return _predict(reading, self.children.answer, self.now, task, rota, "simulation")


def _asks_for_more(
    task: RunInputs, needed: Mapping[shift_requirements.Key, shift_requirements.ShiftRequirement]
) -> bool:
    has = {(each.pattern_id, each.day): each.target for each in task.shifts}
    return any(has.get(key, need.target) != need.target for key, need in needed.items())


def solved(task: RunInputs, solve: Solve, pulse: RunHeartbeat, spent: float = 0.0) -> RunResult:
    """Return what a solver finds for a task in the time left of its run's."""
    case = serialisation.case_to_dict(task.case)
    budget = task.budget
    if budget["seed"] is None:
        budget["seconds"] = max(_LEAST_ROUND, budget["seconds"] - spent)
    return _read(task, solve(case, budget, pulse.hear))


def use_as_draft(session: Session, run_id: UUID) -> Run:
    """Make the rota of a run the draft of its weeks; Conflict when it found none."""
    plans = plan_store.plans_of_run(session, run_id)
    run = runs.find(session, run_id)
    if not plans:
        raise Conflict("This run has found no rota.")
    for plan in plans:
        drafts.set_plan(session, plan.team_id, plan.week, plan.id)
    store.run(session, run_id).applied = True
    note(session, Changed("changed", "run", run_id, after={"applied": True}, team=run.team_id))
    session.flush()
    return runs.find(session, run_id)


def _read(task: RunInputs, answer: Json) -> RunResult:
    """Return what a child's answer says, audited once more in this process."""
    if answer["kind"] == "Failed":
        reason = say("The solver failed: {reason}.", reason=str(answer["reason"]))
        return RunResult("failed", {"reason": sentence_to_dict(reason)})
    if answer["kind"] == "Stopped":
        return _stopped(task, answer.get("progress"))
    outcome = serialisation.outcome_from_dict(answer)
    match outcome:
        case Solved():
            if audit.points(task.case, outcome.assignments) != outcome.points:
                reason = say("The audit reads the rota differently from the solver.")
                return RunResult("failed", {"reason": sentence_to_dict(reason)})
            told = {name: answer[name] for name in answer if name not in {"assignments", "kind"}}
            told["open_places"] = audit.open_places(task.case, outcome.assignments)
            notes = _notes(task, _CUT_SHORT if outcome.cut_short else None)
            return RunResult("succeeded", {**told, **notes}, outcome.assignments)
        case Infeasible():
            told = {
                "conflicts": answer["conflicts"],
                "minimal": outcome.minimal,
                "ways_out": answer["ways_out"],
            }
            return RunResult("infeasible", {**told, "seconds": outcome.seconds})
        case OutOfTime():
            reason = say("No rota was found in the time given.")
            return RunResult("failed", {"reason": sentence_to_dict(reason)})


def _stopped(task: RunInputs, progress: Json | None) -> RunResult:
    if not progress:
        return RunResult("cancelled", {})
    rota = frozenset((shift, member) for shift, member in progress["assignments"])
    told = {name: progress[name] for name in ("points", "bound", "seconds")}
    told["open_places"] = audit.open_places(task.case, rota)
    return RunResult("cancelled", {**told, "proven": False, **_notes(task)}, rota)


def _notes(task: RunInputs, more: Sentence | None = None) -> Json:
    said = task.notes if more is None else (*task.notes, more)
    return {"notes": [sentence_to_dict(each) for each in said]}


def _seated(task: RunInputs, rota: Assignments) -> Shifts:
    return conversion.with_seats(task.shifts, rota, task.seats)


def _predict(
    reading: Reading,
    answer: Answer,
    now: datetime,
    task: RunInputs,
    rota: Assignments,
    engine: str = "exact",
) -> dict[str, PredictionAnswer]:
    """Return, by week, the predicted replies of a rota; it is kept without them all the same."""
    found: dict[str, PredictionAnswer] = {}
    for week in task.weeks:
        shifts = [each for each in _seated(task, rota) if each.week == str(week)]
        with reading() as session:
            question = rota_prediction.question(session, task.team, week, shifts, now)
        with suppress(Unreachable, Impossible):
            plain = answer({**question, "engine": engine})
            found[str(week)] = prediction.answer_from_json(plain)
    return found


def _keep(session: Session, run: Run, outcome: FinishedRun) -> None:
    """Write the result, unless the run is in other hands by now."""
    result, task, now = outcome.result, outcome.task, database_now(session)
    told = {"state": result.state, "outcome": result.told, "ended_at": now, "lease_until": None}
    if result.state != "succeeded":
        told["publishing"] = None
    if not store.change(session, run.id, run.attempts, **told):
        return
    if task is not None and result.rota is not None:
        _keep_plans(session, run, outcome, now)
    runs.note_planned_ahead(session, run, result.state)
    after = {"state": result.state}
    note(session, Changed("changed", "run", run.id, after=after, team=run.team_id))


def _keep_plans(session: Session, run: Run, outcome: FinishedRun, now: datetime) -> None:
    task, result = outcome.task, outcome.result
    assert task is not None
    assert result.rota is not None
    seated = _seated(task, result.rota)
    for week in map(str, task.weeks):
        replies = outcome.replies.get(week)
        plan_store.add_plan(
            session,
            team_id=task.team.id,
            week=week,
            run_id=run.id,
            made_at=now,
            shifts=shifts_to_json(tuple(each for each in seated if each.week == week)),
            prediction=prediction.to_json(replies) if replies else None,
        )
    untouched = run_inputs.drafts_of(session, task.team.id, task.weeks) == task.drafts
    if result.state == "succeeded" and untouched and not task.is_in_the_way:
        use_as_draft(session, run.id)
