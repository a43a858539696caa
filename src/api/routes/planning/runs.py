"""Runs: ask for a rota, watch it being made, cancel, use what was found."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api import server_sent_events
from api.http.deps import (
    Caller,
    Language,
    May,
    Now,
    Read,
    Write,
    language_of,
    still_signed_in,
    work_of,
)
from api.http.idempotency import IdempotentRoute, keep_answer
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.routes.planning.run_schema import RunOut, run_out
from api.schemas.body import JsonBody
from rotation.account.access import Actor
from rotation.errors import Conflict
from rotation.rota.planning import clash_resolutions, execute_run, runs
from rotation.rota.planning.runs import Keep, Run, RunRequest
from rotation.team import teams
from rotation.timespan import Week

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["runs"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]
LONGEST_WAIT, LONGEST_RUN = 60.0, 900.0
ENDED = frozenset({"succeeded", "infeasible", "cancelled", "failed"})
Number = Annotated[int, Path(ge=1, le=99, description="1 is the best")]
_waiting: set[object] = set()
MOST_WAITING = 100


_EVENT = {
    "type": "object",
    "properties": {
        "event": {"enum": ["waiting", "queued", "running", *sorted(ENDED), "ended"]},
        "data": {"type": "string", "description": "the run as it stands, JSON"},
    },
}
_EVENTS = {
    "description": "Each change of the run by its state (`waiting`: the database does not answer), "
    "and one last event `ended`.",
    "content": {"text/event-stream": {"schema": _EVENT}},
}


class RunIn(JsonBody):
    """The weeks a run makes a rota for, and its limits."""

    model_config = ConfigDict(extra="forbid")

    week: Annotated[str, Field(max_length=10, description="ISO week such as 2026-W48")]
    weeks: Annotated[int, Field(ge=1, le=26)] = 1
    time_limit_seconds: Annotated[float, Field(ge=1, le=LONGEST_RUN, allow_inf_nan=False)] = 30.0
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        None, description="makes the run repeatable, on one core"
    )
    keep: Keep = Field(
        "locked", description="published, drafted: repair that with the fewest changes"
    )


@router.post(
    "/teams/{team}/runs",
    status_code=202,
    dependencies=MAY_PLAN,
    responses={**problems(Conflict), 200: {"model": RunOut}},
)
async def create_run(
    team: str, body: RunIn, caller: Caller, request: Request, response: Response
) -> RunOut:
    """Ask for a rota; with `Prefer: wait=N` the answer waits up to N seconds for the result."""
    run = await run_in_threadpool(_request, request, caller, team, body)
    return await _answered(request, response, caller, run)


@router.post(
    "/runs/{run}/ways-out/{number}",
    status_code=202,
    dependencies=MAY_PLAN,
    responses={**problems(Conflict), 200: {"model": RunOut}},
)
async def take_way_out(
    run: UUID, number: Number, caller: Caller, request: Request, response: Response
) -> RunOut:
    """Allow what a way out of a clash asks for, and run again; the answer may wait, as above."""
    taken = await run_in_threadpool(_take, request, caller, run, number)
    return await _answered(request, response, caller, taken)


async def _answered(request: Request, response: Response, caller: Actor, run: Run) -> RunOut:
    asked = re.search(r"\bwait=(\d{1,4})", request.headers.get("prefer", ""))
    if asked and len(_waiting) < MOST_WAITING:
        await _wait(request, caller, run.id, min(float(asked[1]), LONGEST_WAIT))
    out = await run_in_threadpool(_read, request, caller, run.id)
    response.headers["Location"] = f"/v1/runs/{run.id}"
    response.status_code = 200 if out.state in ENDED else 202
    return out


async def _wait(request: Request, caller: Actor, run_id: UUID, seconds: float) -> None:
    mark = object()
    _waiting.add(mark)
    try:
        await server_sent_events.until(
            lambda: _read(request, caller, run_id).state in ENDED, seconds
        )
    finally:
        _waiting.discard(mark)


@router.get("/teams/{team}/runs", responses=problems(), dependencies=MAY_SEE)
def list_runs(team: str, session: Read, page: Paging, language: Language) -> Listed[RunOut]:
    """List the runs of a team, newest first."""
    found = runs.listed(session, teams.find(session, team).id, page.after, page.limit)
    return listed(page, [run_out(each, language or "en") for each in found])


@router.get("/runs/{run}", responses=problems(), dependencies=MAY_SEE)
def read_run(run: UUID, session: Read, language: Language) -> RunOut:
    """Show a run."""
    return run_out(runs.find(session, run), language or "en")


@router.delete("/runs/{run}", responses=problems(), dependencies=MAY_PLAN)
def cancel_run(run: UUID, session: Write, now: Now, language: Language) -> RunOut:
    """Stop a run; the best rota found so far is kept."""
    return run_out(runs.cancel(session, run, now), language or "en")


@router.post("/runs/{run}/use", responses=problems(Conflict), dependencies=MAY_PLAN)
def use_run(run: UUID, session: Write, language: Language) -> RunOut:
    """Make the rota of a run the draft of its weeks."""
    return run_out(execute_run.use_as_draft(session, run), language or "en")


@router.get(
    "/runs/{run}/events",
    response_class=StreamingResponse,
    dependencies=MAY_SEE,
    responses={**problems(), 200: _EVENTS},
)
def watch_run(run: UUID, caller: Caller, request: Request) -> StreamingResponse:
    """Stream what a run does as server-sent events, until it has ended, or the key has."""

    def ask() -> server_sent_events.Event:
        still_signed_in(request)
        out = _read(request, caller, run)
        return out.state, out.model_dump(mode="json")

    ask()
    return StreamingResponse(
        server_sent_events.events(ask, ENDED),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


def _request(request: Request, caller: Actor, team: str, body: RunIn) -> Run:
    work = work_of(request)
    now = work.clock()
    ask = RunRequest(
        Week.parse(body.week), body.weeks, body.time_limit_seconds, body.seed, body.keep
    )
    with work.unit(caller, now, request.state.id) as session:
        run = runs.request(session, teams.find(session, team), ask, now)
        _keep(request, session, run)
        return run


def _take(request: Request, caller: Actor, run_id: UUID, number: int) -> Run:
    work = work_of(request)
    now = work.clock()
    with work.unit(caller, now, request.state.id) as session:
        run = clash_resolutions.accept_resolution(session, run_id, number, now)
        _keep(request, session, run)
        return run


def _keep(request: Request, session: Session, run: Run) -> None:
    out = run_out(run, language_of(request) or "en")
    keep_answer(request, session, out, 202, f"/v1/runs/{run.id}")


def _read(request: Request, caller: Actor, run_id: UUID) -> RunOut:
    with work_of(request).reading(caller) as session:
        return run_out(runs.find(session, run_id), language_of(request) or "en")
