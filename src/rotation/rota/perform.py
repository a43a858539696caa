"""What a run does: load, solve in a child, audit again, keep the result."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.database import database_now, note
from rotation.errors import Conflict, Impossible, NotFound, RotationError, Unreachable
from rotation.rota import cases, drafts, load, predicted, required, runs, slots, versions
from rotation.rota.load import Keeping
from rotation.rota.pulse import Pulse
from rotation.rota.runs import Run
from rotation.rota.slots import Seat, Shifts
from rotation.rota.store import plans as plan_store
from rotation.rota.store import runs as store
from rotation.rota.units import Answer, Held, Json, Solve, Work
from rotation.solver import audit, written
from rotation.solver.case import Assignments, Case
from rotation.solver.outcome import Budget, Infeasible, OutOfTime, Solved
from rotation.solver.written import sentence_to_dict
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import Sentence, say

Reading = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Task:
    """A run with everything it depends on, read in one transaction."""

    run: Run
    team: Team
    weeks: tuple[Week, ...]
    shifts: Shifts
    seats: dict[UUID, tuple[Seat, ...]]
    case: Case
    drafts: dict[str, str]
    notes: tuple[Sentence, ...]


@dataclass(frozen=True)
class Children:
    """The two calculations that the edge runs in child processes."""

    solve: Solve
    answer: Answer


@dataclass(frozen=True)
class Result:
    """How a run ended: its state, what is told of it, and the rota it found, if any."""

    state: str
    told: Json
    rota: Assignments | None = None


def perform(
    work: Work, organisation: UUID, run_id: UUID, children: Children, now: datetime
) -> None:
    """Carry out a run that this worker has claimed, to one of its final states."""
    actor = work.service(organisation)
    with work.reading(actor) as session:
        held = Held(run_id, runs.find(session, run_id).attempts)
    with Pulse(work, actor, held, now) as pulse:
        task: Task | None = None
        replies: dict[str, Json] = {}
        try:
            wanted = _wanted(work, actor, run_id)
            required.ensure(work, actor, wanted, children.answer, now)
            with work.reading(actor) as session:
                task = _load(session, run_id, now)
            case = msgspec.json.decode(written.case_to_json(task.case))
            result = _read(task, children.solve(case, _budget(task.run), pulse.hear))
            replies = _predict(partial(work.reading, actor), task, result, children.answer, now)
        except RotationError as error:
            result = Result("failed", {"reason": sentence_to_dict(error.detail)})
        if not pulse.lost:
            with work.unit(actor, now) as session:
                _keep(session, held, Outcome(task, result, replies))
    if replies:
        predicted.refine(work, actor, run_id, children.answer, now)


@dataclass(frozen=True)
class Outcome:
    """All that is to be kept of a run."""

    task: Task | None
    result: Result
    replies: dict[str, Json]


def use(session: Session, run_id: UUID) -> Run:
    """Make what a run found the draft of its weeks; Conflict when it found nothing."""
    plans = plan_store.plans_of_run(session, run_id)
    run = runs.find(session, run_id)
    if not plans:
        raise Conflict("This run has found no rota.")
    for plan in plans:
        drafts.adopt(session, plan.team_id, plan.week, plan.id)
    store.run(session, run_id).applied = True
    note(session, Changed("changed", "run", run_id, after={"applied": True}, team=run.team_id))
    session.flush()
    return runs.find(session, run_id)


def _wanted(work: Work, actor: Actor, run_id: UUID) -> tuple[UUID, list[Week]]:
    """Return the team and the weeks of a run."""
    with work.reading(actor) as session:
        run = runs.find(session, run_id)
    return run.team_id, [Week.parse(run.week).plus(each) for each in range(run.weeks)]


def _load(session: Session, run_id: UUID, now: datetime) -> Task:
    run = runs.find(session, run_id)
    team = teams.of_id(session, run.team_id)
    weeks = tuple(Week.parse(run.week).plus(each) for each in range(run.weeks))
    empty, notes = load.shifts_of(session, team, weeks)
    latest = versions.latest(session, team.id, load.span_of(team, weeks))
    published = tuple(each for week in weeks for each in latest.get(str(week), ()))
    made = _drafts(session, team.id, weeks)
    drafted = tuple(each for draft in made.values() for each in draft.shifts)
    people = {each.id for each in members.of_team(session, team.id)}
    shifts = slots.settled(empty, published, people, now)
    if not shifts:
        raise Impossible("There are no shifts in these weeks: add shift patterns first.")
    if not people:
        raise Impossible("The team has no members yet.")
    seats = {each.id: each.seats for each in (*published, *drafted)}
    case = load.case_of(session, team, weeks, shifts, _keeping(run, published, drafted, now))
    ids = {week: str(draft.id) for week, draft in made.items()}
    return Task(run, team, weeks, shifts, seats, case, ids, notes)


def _drafts(session: Session, team_id: UUID, weeks: Sequence[Week]) -> dict[str, drafts.Draft]:
    found = {}
    for week in weeks:
        with suppress(NotFound):
            found[str(week)] = drafts.find(session, team_id, str(week))
    return found


def _keeping(run: Run, published: Shifts, drafted: Shifts, now: datetime) -> Keeping:
    promises = cases.promises(published, now)
    began = now if any(each.start <= now for each in published) else None
    if run.keep == "published":
        # Not pinned: somebody may be ill by now. The repair changes as little as can be.
        pins = cases.pins(each for each in published if each.start > now)
    elif run.keep == "locked":
        pins = cases.pins(each for each in drafted or published if each.start > now)
    else:
        pins = ()
    return Keeping(pins, promises, began, now=now)


def _budget(run: Run) -> Json:
    workers = 1 if run.seed is not None else 2
    repair = run.keep == "published"
    budget = Budget(seconds=run.seconds, seed=run.seed, workers=workers, repair=repair)
    plain: Json = msgspec.to_builtins(budget)
    return plain


def _read(task: Task, answer: Json) -> Result:
    """Return what a child's answer says, audited once more in this process."""
    if answer["kind"] == "Failed":
        reason = say("The solver failed: {reason}.", reason=str(answer["reason"]))
        return Result("failed", {"reason": sentence_to_dict(reason)})
    if answer["kind"] == "Stopped":
        return _stopped(task, answer.get("progress"))
    outcome = written.outcome_from_json(msgspec.json.encode(answer))
    match outcome:
        case Solved():
            if audit.points(task.case, outcome.assignments) != outcome.points:
                reason = say("The audit reads the rota differently than the solver.")
                return Result("failed", {"reason": sentence_to_dict(reason)})
            told = {name: answer[name] for name in answer if name not in {"assignments", "kind"}}
            return Result("succeeded", {**told, **_notes(task)}, outcome.assignments)
        case Infeasible():
            told = {
                "conflicts": answer["conflicts"],
                "minimal": outcome.minimal,
                "ways_out": answer["ways_out"],
            }
            return Result("infeasible", {**told, "seconds": outcome.seconds})
        case OutOfTime():
            reason = say("No rota was found in the time given.")
            return Result("failed", {"reason": sentence_to_dict(reason)})


def _stopped(task: Task, progress: Json | None) -> Result:
    if not progress:
        return Result("cancelled", {})
    rota = frozenset((shift, member) for shift, member in progress["assignments"])
    told = {name: progress[name] for name in ("points", "bound", "seconds")}
    return Result("cancelled", {**told, "proven": False, **_notes(task)}, rota)


def _notes(task: Task) -> Json:
    return {"notes": [sentence_to_dict(each) for each in task.notes]}


def _seated(task: Task, result: Result) -> Shifts:
    assert result.rota is not None
    return cases.seated(task.shifts, result.rota, task.seats)


def _predict(
    reading: Reading, task: Task, result: Result, answer: Answer, now: datetime
) -> dict[str, Json]:
    """Return, by week, what replies the rota gives; without it the rota is kept all the same."""
    found: dict[str, Json] = {}
    for week in task.weeks if result.rota is not None else ():
        shifts = [each for each in _seated(task, result) if each.week == str(week)]
        with reading() as session:
            question = predicted.question(session, task.team, week, shifts, now)
        with suppress(Unreachable):
            found[str(week)] = answer(question)
    return found


def _keep(session: Session, held: Held, outcome: Outcome) -> None:
    """Write the result, unless the run is in other hands by now."""
    result, task, now = outcome.result, outcome.task, database_now(session)
    told = {"state": result.state, "outcome": result.told, "ended_at": now, "lease_until": None}
    if not store.change(session, held.run, held.attempt, **told):
        return
    team_id = store.run(session, held.run).team_id
    if task is not None and result.rota is not None:
        _keep_plans(session, held, outcome, now)
    after = {"state": result.state}
    note(session, Changed("changed", "run", held.run, after=after, team=team_id))


def _keep_plans(session: Session, held: Held, outcome: Outcome, now: datetime) -> None:
    task, result = outcome.task, outcome.result
    assert task is not None
    seated = _seated(task, result)
    for week in map(str, task.weeks):
        plan_store.add_plan(
            session,
            team_id=task.team.id,
            week=week,
            run_id=held.run,
            made_at=now,
            shifts=slots.to_json(tuple(each for each in seated if each.week == week)),
            prediction=outcome.replies.get(week),
        )
    made = _drafts(session, task.team.id, task.weeks)
    untouched = {week: str(draft.id) for week, draft in made.items()} == task.drafts
    if result.state == "succeeded" and untouched:
        use(session, held.run)
