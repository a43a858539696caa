"""Teams."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, field_serializer, field_validator

from api.http.deps import Caller, May, Now, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import (
    Language,
    Slug,
    Text,
    TimeZone,
    WallTime,
    Weekday,
    Word,
    merged,
    optional,
)
from rotation.clock import new_id
from rotation.errors import Conflict, Stale
from rotation.team import closures, teams
from rotation.team.teams import BaseStaff, Closing, Freeze, Staffing, Team, WorkOrder

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["teams"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]


Ahead = Annotated[float, Field(ge=0, le=8784, allow_inf_nan=False)]


class StaffingIn(JsonBody):
    """The way a team works its inbox."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    work_order: WorkOrder = "earliest_due"
    closing: Closing = "finish_in_hand"
    shrinkage: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    holiday_factor: Annotated[float, Field(ge=0, le=20)] = Field(
        1.0, description="a public holiday is forecast as a Sunday, this many times"
    )


class BaseStaffIn(JsonBody):
    """People who answer beside the rota."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, populate_by_name=True)

    weekday: Weekday
    start: Annotated[WallTime, Field(alias="from")]
    end: Annotated[WallTime, Field(alias="to")]
    heads: Annotated[int, Field(ge=0, le=500)]


class FreezeIn(JsonBody):
    """From how many hours before it starts a published shift is frozen, or protected, in repairs.

    Frozen: whoever can still come stays. Protected: changed the less the nearer it is.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    frozen_hours: Ahead = 24.0
    protected_hours: Ahead = 336.0


class TeamIn(JsonBody):
    """A team."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    slug: Slug
    name: Text
    timezone: TimeZone
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    subdivision: Annotated[str, Field(max_length=10)] | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)] = ["en"]
    strategy: Literal["passive", "active", "proactive"] = "passive"
    labour_preset: Word = "eu"
    safety: Annotated[float, Field(ge=0.5, le=0.95)] | Literal["off"] = 0.8
    staffing: StaffingIn = StaffingIn()
    base_staff: Annotated[list[BaseStaffIn], Field(max_length=50)] = []
    swap_approval: bool = False
    freeze: FreezeIn = FreezeIn()
    holiday_categories: Annotated[
        list[Word],
        Field(
            min_length=1,
            max_length=10,
            description="of the country's calendar, such as `public`, `catholic` or `bank`",
        ),
    ] = ["public"]
    also_holidays_of: Annotated[
        list[Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,6})?$")]],
        Field(max_length=10, description="other countries whose holidays count: `FR`, `DE-BY`"),
    ] = []

    @field_validator("safety", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        return "off" if value is None else value


@optional
class TeamPatch(TeamIn):
    """Changes of a team; the rest stays."""


class TeamOut(TeamIn):
    """A team as it stands."""

    id: UUID

    @field_serializer("safety")
    def _shown(self, value: float | str) -> float | str:
        return value


@router.post("/teams", status_code=201, responses=problems(Conflict), dependencies=MAY_PLAN)
def create_team(body: TeamIn, session: Write) -> TeamOut:
    """Make a team; it starts with the four usual roles."""
    return _out(teams.create(session, _team(new_id(), body)))


@router.get("/teams", responses=problems(), dependencies=MAY_SEE)
def list_teams(session: Read, page: Paging) -> Listed[TeamOut]:
    """List the teams."""
    return listed(page, [_out(each) for each in teams.listed(session, page.after, page.limit)])


@router.get("/teams/{team}", responses=problems(), dependencies=MAY_SEE)
def read_team(team: str, session: Read, request: Request) -> TeamOut:
    """Show a team, by its slug or id."""
    return with_etag(request, _out(teams.find(session, team)))


@router.patch("/teams/{team}", responses=problems(Stale, Conflict), dependencies=MAY_PLAN)
def change_team(team: str, body: TeamPatch, session: Write, request: Request) -> TeamOut:
    """Change some fields of a team."""
    current = _out(teams.find(session, team))
    require_match(request, current)
    wanted = merged(
        TeamIn.model_validate(current.model_dump(exclude={"id"}, by_alias=True)), body, TeamIn
    )
    return with_etag(request, _out(teams.change(session, _team(current.id, wanted))))


@router.delete("/teams/{team}", status_code=204, responses=problems(), dependencies=MAY_PLAN)
def delete_team(team: str, session: Write, caller: Caller, now: Now) -> None:
    """Delete a team; its history stays."""
    caller.require("manage_keys")
    teams.delete(session, teams.find(session, team).id, now)


def _team(team_id: UUID, body: TeamIn) -> Team:
    closures.check_place(body.country, body.subdivision, body.holiday_categories)
    closures.check_also(body.also_holidays_of)
    values = body.model_dump() | {
        "languages": tuple(body.languages),
        "holiday_categories": tuple(dict.fromkeys(body.holiday_categories)),
        "also_holidays_of": tuple(dict.fromkeys(body.also_holidays_of)),
        "safety": None if body.safety == "off" else body.safety,
        "staffing": Staffing(**body.staffing.model_dump()),
        "freeze": Freeze(**body.freeze.model_dump()),
        "base_staff": tuple(BaseStaff(**each.model_dump()) for each in body.base_staff),
    }
    return Team(id=team_id, **values)


def _out(team: Team) -> TeamOut:
    return TeamOut.model_validate(team)
