"""Runs: asked for, claimed, cancelled, taken up again. What a run does is in ``perform``."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import database_now, note
from rotation.errors import Impossible, TooMuch
from rotation.json_value import Json
from rotation.rota.facts import PlannedAhead, RunRequested
from rotation.rota.ports import LEASE, UnitOfWork
from rotation.rota.store import runs as store
from rotation.solver.serialisation import sentence_to_dict
from rotation.timespan import Week
from rotation.words import say

if TYPE_CHECKING:
    from rotation.rota.store.runs import RunRow
    from rotation.team.teams import Team

Keep = Literal["none", "locked", "published", "drafted"]
"""What a run holds on to: nothing, locked places, or, with the fewest changes, what was published
or what is drafted."""
Origin = Literal["asked", "horizon", "way_out", "repeating"]
"""Why a run was made: a planner asked, it was planned ahead, a way out was taken, a repeating rota
was rolled out."""
State = Literal["queued", "running", "succeeded", "infeasible", "cancelled", "failed"]
MOST_QUEUED = 5
MOST_ATTEMPTS = 2


@dataclass(frozen=True)
class RunRequest:
    """A run asked for: the first week, how many, how long to look, what to keep, and why.

    ``publishing``: "wanted" when what is found shall be published by itself.
    """

    week: Week
    weeks: int = 1
    seconds: float = 30.0
    seed: int | None = None
    keep: Keep = "locked"
    origin: Origin = "asked"
    publishing: str | None = None


@dataclass(frozen=True)
class Run:
    """A run as it stands."""

    id: UUID
    team_id: UUID
    week: str
    weeks: int
    keep: Keep
    seed: int | None
    seconds: float
    state: State
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempts: int
    stop: bool
    progress: Json | None
    outcome: Json | None
    applied: bool
    asked: Json | None
    origin: Origin
    publishing: str | None


def request(session: Session, team: "Team", ask: RunRequest, now: datetime) -> Run:
    """Queue a run; Impossible for a week that has ended, TooMuch when five wait already."""
    if ask.week.span(team.zone).end <= now:
        raise Impossible(say("The week {week} is over.", week=str(ask.week)), field="/week")
    values = {"week": str(ask.week), "weeks": ask.weeks, "keep": ask.keep, "origin": ask.origin}
    more = {"seed": ask.seed, "seconds": ask.seconds, "publishing": ask.publishing}
    return queue(session, team, now, **values, **more)


def queue(session: Session, team: "Team", now: datetime, **values: Any) -> Run:  # Any: columns
    """Queue a run of any kind; TooMuch when five wait already.

    What is planned ahead counts neither way: nobody waits for it.
    """
    wanted = {"weeks": 1, "keep": "none", "origin": "asked", **values}
    if wanted["origin"] != "horizon" and store.queued(session) >= MOST_QUEUED:
        raise TooMuch(say("{most} runs wait already.", most=MOST_QUEUED))
    row = store.add(session, team_id=team.id, state="queued", requested_at=now, **wanted)
    note(session, RunRequested(row.id, team.id))
    asked = {name: wanted[name] for name in ("week", "weeks", "keep", "origin")}
    note(session, Changed("created", "run", row.id, after=asked, team=team.id))
    return _run(row)


def find(session: Session, run_id: UUID) -> Run:
    """Return a run; NotFound otherwise."""
    return _run(store.run(session, run_id))


def listed(session: Session, team_id: UUID, after: UUID | None, limit: int) -> Sequence[Run]:
    """Return the runs of a team, newest first."""
    return [_run(row) for row in store.runs(session, team_id, after, limit)]


def requested_at(session: Session, team_id: UUID, at: datetime) -> Sequence[Run]:
    """Return the runs that planned ahead for a team at an instant, oldest first."""
    return [_run(row) for row in store.requested_at(session, team_id, at)]


def cancel(session: Session, run_id: UUID, now: datetime) -> Run:
    """End a run that waits, or ask one that goes on to stop with the best so far."""
    row = store.run(session, run_id)
    if row.state == "queued":
        row.state, row.ended_at, row.publishing = "cancelled", now, None
    elif row.state == "running":
        row.stop = True
    else:
        return _run(row)
    note(session, Changed("changed", "run", row.id, after={"stop": True}, team=row.team_id))
    session.flush()
    return _run(row)


def claim(session: Session) -> tuple[UUID, UUID] | None:
    """Take the next run for this worker, leased; None when nothing can be taken.

    The session writes and stands at the door ``run``; whoever opened it commits, then performs
    the run of the (organisation, id) that comes back.
    """
    now = database_now(session)
    return store.claim_next(session, now, now + LEASE)


def recover(work: UnitOfWork, *, at_start: bool = False) -> int:
    """Take up again the runs whose worker has gone, or fail them; return how many there were.

    ``at_start``: this is the only process, so that whatever runs was left by one that has gone.
    """
    with work.database.session(None, door="run") as session:
        now = database_now(session)
        found = store.lost(session, None if at_start else now)
    for organisation, run_id in found:
        with work.unit(work.service(organisation), now) as session:
            _take_up_again(session, run_id, now)
    return len(found)


def _take_up_again(session: Session, run_id: UUID, now: datetime) -> None:
    row = store.run(session, run_id)
    if row.state != "running":
        return
    if row.stop:
        row.state, row.ended_at = "cancelled", now
    elif row.attempts < MOST_ATTEMPTS:
        row.state, row.lease_until = "queued", None
    else:
        row.state, row.ended_at, row.publishing = "failed", now, None
        lost = say(
            "Its worker was lost {times} times: it ended, or did not reach the database.",
            times=row.attempts,
        )
        row.outcome = {"reason": sentence_to_dict(lost)}
        note_planned_ahead(session, _run(row), row.state)
    after = {"state": row.state, "attempts": row.attempts}
    note(session, Changed("changed", "run", row.id, after=after, team=row.team_id))


def note_planned_ahead(session: Session, run: Run, state: str) -> None:
    """Note what became of a run that plans ahead, which nobody watches; of others nothing."""
    if run.origin == "horizon":
        note(session, PlannedAhead(run.team_id, run.id, run.week, run.weeks, state))


def _run(row: "RunRow") -> Run:
    return Run(**{each.name: getattr(row, each.name) for each in fields(Run)})
