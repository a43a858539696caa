"""Planning ahead: the next weeks of a team, drafted by themselves."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field

from api.http.deps import May, Now, Read, Write, language_of
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.routes.planning.run_schema import RunOut, run_out
from api.schemas.body import JsonBody
from api.schemas.fields import WallTime, Weekday
from rotation.errors import Stale
from rotation.rota.planning import planning_horizon
from rotation.rota.planning.planning_horizon import HorizonState, PlanningHorizon
from rotation.team import teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["runs"])


class HorizonIn(JsonBody):
    """The weeks that are drafted by themselves, when, and whether they are published, too."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    is_on: bool = True
    weeks: Annotated[int, Field(ge=1, le=12, description="the weeks after the current one")] = 4
    weekday: Weekday = 1
    at: WallTime = "08:00"
    publish: bool = Field(default=False, description="false: drafts wait for a planner")
    accept_gaps: bool = Field(default=False, description="publish although places are open")


class HorizonOut(HorizonIn):
    """The planning horizon of a team: when next, when last, and what came of that."""

    next_at: datetime | None = None
    last_at: datetime | None = None
    runs: list[RunOut] = Field([], description="those of the last time")


@router.get("/teams/{team}/horizon", responses=problems(), dependencies=[May("see_team")])
def read_horizon(team: str, session: Read, request: Request) -> HorizonOut:
    """Show how a team plans ahead; off until it is set."""
    found = planning_horizon.of_team(session, teams.find(session, team))
    return with_etag(request, _out(found, request), found.horizon)


@router.put("/teams/{team}/horizon", responses=problems(Stale), dependencies=[May("plan")])
def put_horizon(
    team: str, body: HorizonIn, session: Write, now: Now, request: Request
) -> HorizonOut:
    """Let a team plan ahead; edited drafts and published weeks are left alone."""
    found = teams.find(session, team)
    require_match(request, planning_horizon.of_team(session, found).horizon)
    made = planning_horizon.put(session, found, PlanningHorizon(**body.model_dump()), now)
    return with_etag(request, _out(made, request), made.horizon)


def _out(found: HorizonState, request: Request) -> HorizonOut:
    language = language_of(request) or "en"
    setting = HorizonIn.model_validate(found.horizon).model_dump()
    made = [run_out(each, language) for each in found.runs]
    return HorizonOut(**setting, next_at=found.due_at, last_at=found.ran_at, runs=made)
