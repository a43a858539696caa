"""Repeating rotas: designed once, rolled out into real weeks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Calculating, Caller, Language, May, Now, Read, Write, work_of
from api.http.idempotency import IdempotentRoute, keep_answer
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.routes.planning.run_schema import RunOut, run_out
from api.schemas.body import JsonBody
from api.schemas.fields import Text
from rotation.errors import Unreachable
from rotation.rota.planning import repeating_design as sketches
from rotation.rota.planning import repeating_rotas
from rotation.rota.planning.repeating_design import RepeatingRotaDesign, Turn
from rotation.rota.planning.repeating_rotas import Repeating
from rotation.rota.planning.runs import RunRequest
from rotation.solver.repeating.rota import MOST_DAYS, Block
from rotation.team import teams
from rotation.timespan import Week

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["repeating rotas"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]
WeekName = Annotated[str, Field(max_length=10, description="ISO week such as 2026-W48")]
People = Annotated[int, Field(ge=0, le=60)]
Succession = Annotated[list[UUID | None], Field(min_length=2, max_length=3)]


class BlockIn(JsonBody):
    """The days in a row that a block lasts at least and at most."""

    model_config = ConfigDict(extra="forbid")

    shortest: Days = 1
    longest: Days = 7


class TurnIn(BlockIn):
    """A shift of the sequence; `required`: people from Monday to Sunday, null: as its pattern."""

    pattern: UUID
    required: Annotated[list[People], Field(min_length=7, max_length=7)] | None = None


class RepeatingIn(JsonBody):
    """A repeating rota to design. `members` in the order in which they follow each other."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    week: WeekName
    members: Annotated[list[UUID], Field(min_length=1, max_length=60)]
    shifts: Annotated[list[TurnIn], Field(min_length=1, max_length=12)]
    work: BlockIn = BlockIn()
    off: BlockIn = BlockIn()
    forbidden: Annotated[list[Succession], Field(max_length=100)] = Field(
        [], description="patterns that may not follow each other; null is a day off"
    )
    time_limit_seconds: Annotated[float, Field(ge=1, le=60, allow_inf_nan=False)] = 20.0


class RollOutIn(JsonBody):
    """The weeks that become drafts, and how long their repair may take."""

    model_config = ConfigDict(extra="forbid")

    week: WeekName
    weeks: Annotated[int, Field(ge=1, le=26)] = 1
    time_limit_seconds: Annotated[float, Field(ge=1, le=900, allow_inf_nan=False)] = 30.0


class RepeatingOut(BaseModel):
    """A repeating rota: a row of seven patterns or null for each week of the sequence.

    In `week` the first member has the first row, the second the second; then all move on by one.
    `free_weekends`: how many of the rows end with a Saturday and a Sunday off.
    """

    id: UUID
    team: UUID
    name: str
    week: str
    members: list[UUID]
    weeks: list[list[UUID | None]]
    free_weekends: int
    made_at: datetime


@router.post(
    "/teams/{team}/repeating-rotas",
    status_code=201,
    responses=problems(Unreachable),
    dependencies=MAY_PLAN,
)
def create_repeating_rota(
    team: str,
    body: RepeatingIn,
    caller: Caller,
    calculations: Calculating,
    now: Now,
    request: Request,
) -> RepeatingOut:
    """Design a rota that repeats: everyone works the same weeks, each one behind the other."""
    sketch, work = _sketch(body), work_of(request)
    with work.reading(caller) as session:
        asked = sketches.design_question(session, teams.find(session, team), sketch)
    ring = sketches.design(asked, body.time_limit_seconds, calculations.answer)
    with work.unit(caller, now, request.state.id) as session:
        found = teams.find(session, team)
        out = _out(repeating_rotas.keep(session, found, sketch, asked.wanted, ring, now))
        keep_answer(request, session, out, 201)
        return out


@router.get("/teams/{team}/repeating-rotas", responses=problems(), dependencies=MAY_SEE)
def list_repeating_rotas(team: str, session: Read, page: Paging) -> Listed[RepeatingOut]:
    """List the repeating rotas of a team, newest first."""
    found = teams.find(session, team).id
    made = repeating_rotas.listed(session, found, page.after, page.limit)
    return listed(page, [_out(each) for each in made])


@router.delete(
    "/repeating-rotas/{repeating_rota}",
    status_code=204,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def delete_repeating_rota(repeating_rota: UUID, session: Write) -> None:
    """Delete a repeating rota; what was rolled out stays."""
    repeating_rotas.delete(session, repeating_rota)


@router.post(
    "/repeating-rotas/{repeating_rota}/roll-out",
    status_code=202,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def roll_out(
    repeating_rota: UUID,
    body: RollOutIn,
    session: Write,
    now: Now,
    language: Language,
    response: Response,
) -> RunOut:
    """Make drafts of real weeks from it, and repair absences with the fewest changes."""
    ask = RunRequest(
        Week.parse(body.week), body.weeks, body.time_limit_seconds, None, "drafted", "repeating"
    )
    run = repeating_rotas.roll_out(session, repeating_rota, ask, now)
    response.headers["Location"] = f"/v1/runs/{run.id}"
    return run_out(run, language or "en")


def _sketch(body: RepeatingIn) -> RepeatingRotaDesign:
    return RepeatingRotaDesign(
        name=body.name,
        week=Week.parse(body.week),
        members=tuple(body.members),
        turns=tuple(
            Turn(each.pattern, _block(each), tuple(each.required) if each.required else None)
            for each in body.shifts
        ),
        work=_block(body.work),
        off=_block(body.off),
        forbidden=tuple(tuple(each) for each in body.forbidden),
    )


def _block(given: BlockIn) -> Block:
    return Block(given.shortest, given.longest)


def _out(found: Repeating) -> RepeatingOut:
    return RepeatingOut(
        id=found.id,
        team=found.team_id,
        name=found.name,
        week=found.week,
        members=list(found.members),
        weeks=[list(each) for each in found.weeks],
        free_weekends=found.free_weekends,
        made_at=found.made_at,
    )
