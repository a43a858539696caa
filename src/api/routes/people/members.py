"""Members: the people on a team."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field

from api.http.deps import May, Now, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly, Language, Slug, Text, TimeZone, Word, merged, optional
from rotation.clock import new_id
from rotation.demand import channels
from rotation.errors import Stale
from rotation.team import members, teams
from rotation.team.members import USUAL_ROLE, Contract, Member

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["members"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]
Hours = Annotated[float, Field(ge=0, le=168, allow_inf_nan=False)]
Few = Field(max_length=50)


class ContractIn(JsonBody):
    """Hours and shifts a week: `hours_per_week` is a target, the others are bounds."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    hours_per_week: Hours | None = None
    min_hours_per_week: Hours | None = None
    max_hours_per_week: Hours | None = None
    max_shifts_per_week: Annotated[int, Field(ge=0, le=50)] | None = None
    rota_hours_per_week: Hours | None = Field(
        None, description="how many of the hours belong to the rota; the weight in a fair share"
    )


class MemberIn(JsonBody):
    """A member of a team."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Text
    roles: Annotated[list[Slug], Few] = [USUAL_ROLE]
    languages: Annotated[list[Language], Few] = []
    channels: Annotated[list[Slug], Few] = []
    skills: Annotated[list[Word], Few] = []
    lead: bool = False
    timezone: TimeZone | None = Field(None, description="the team's when left out")
    contract: ContractIn = ContractIn()
    starts_on: DateOnly | None = None
    ends_on: DateOnly | None = Field(None, description="last day, inclusive")


@optional
class MemberPatch(MemberIn):
    """Changes of a member; the rest stays."""


class MemberOut(MemberIn):
    """A member as they stand."""

    id: UUID
    team: UUID


@router.post("/teams/{team}/members", status_code=201, responses=problems(), dependencies=MAY_PLAN)
def create_member(team: str, body: MemberIn, session: Write) -> MemberOut:
    """Add a member to a team."""
    found = teams.find(session, team)
    channels.require_known(session, found.id, body.channels)
    return _out(members.create(session, _member(new_id(), found.id, body)))


@router.get("/teams/{team}/members", responses=problems(), dependencies=MAY_SEE)
def list_members(team: str, session: Read, page: Paging) -> Listed[MemberOut]:
    """List the members of a team."""
    found = members.listed(session, teams.find(session, team).id, page.after, page.limit)
    return listed(page, [_out(each) for each in found])


@router.get("/members/{member}", responses=problems(), dependencies=MAY_SEE)
def read_member(member: UUID, session: Read, request: Request) -> MemberOut:
    """Show a member."""
    return with_etag(request, _out(members.find(session, member)))


@router.patch("/members/{member}", responses=problems(Stale), dependencies=MAY_PLAN)
def change_member(member: UUID, body: MemberPatch, session: Write, request: Request) -> MemberOut:
    """Change some fields of a member."""
    current = _out(members.find(session, member))
    require_match(request, current)
    wanted = _member(member, current.team, merged(current, body, MemberIn))
    if wanted.channels != tuple(current.channels):  # one that was deleted since may stay
        channels.require_known(session, current.team, wanted.channels)
    return with_etag(request, _out(members.change(session, wanted)))


@router.delete("/members/{member}", status_code=204, responses=problems(), dependencies=MAY_PLAN)
def erase_member(member: UUID, session: Write, now: Now) -> None:
    """Erase what is personal about a member; who worked when stays, without a name."""
    members.erase(session, member, now)


def _member(member_id: UUID, team_id: UUID, body: MemberIn) -> Member:
    lists = ("roles", "languages", "channels", "skills")
    values = body.model_dump() | {each: tuple(dict.fromkeys(getattr(body, each))) for each in lists}
    values["contract"] = Contract(**body.contract.model_dump())
    return Member(id=member_id, team_id=team_id, **values)


def _out(member: Member) -> MemberOut:
    return MemberOut(
        id=member.id, team=member.team_id, **MemberIn.model_validate(member).model_dump()
    )
