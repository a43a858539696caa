"""Roles of a team and the matrix of who is responsible for what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import May, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Slug, Text, Word, merged, optional
from rotation.demand import channels
from rotation.errors import Conflict, Stale
from rotation.team import members, responsibilities, roles, teams
from rotation.team.roles import Role

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["roles"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]
Tasks = Annotated[list[Word], Field(max_length=50)]


class RoleIn(JsonBody):
    """A role and the tasks of whoever has it."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    slug: Slug
    name: Text
    tasks: Tasks = []


class RoleEdit(JsonBody):
    """The fields of a role that can be changed."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Text
    tasks: Tasks


@optional
class RolePatch(RoleEdit):
    """Changes of a role; the rest stays."""


class RoleOut(RoleIn):
    """A role as it stands; it goes by its slug."""

    id: str


class ResponsibleOut(BaseModel):
    """A member by name."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str


class ResponsibilityOut(BaseModel):
    """A task, whether the strategy requires it, who is responsible; `covered` false: a gap."""

    model_config = ConfigDict(from_attributes=True)

    task: str
    required: bool
    covered: bool
    roles: list[str]
    members: list[ResponsibleOut]


class MatrixOut(BaseModel):
    """The responsibility matrix of a team and the required tasks nobody covers."""

    strategy: str
    objectives: list[str]
    tasks: list[ResponsibilityOut]
    gaps: list[str]


@router.get("/teams/{team}/roles", responses=problems(), dependencies=MAY_SEE)
def list_roles(team: str, session: Read, part: Slicing) -> Listed[RoleOut]:
    """List the roles of a team."""
    found = roles.listed(session, teams.find(session, team).id)
    return sliced(part, [_out(each) for each in found])


@router.post(
    "/teams/{team}/roles", status_code=201, responses=problems(Conflict), dependencies=MAY_PLAN
)
def create_role(team: str, body: RoleIn, session: Write) -> RoleOut:
    """Add a role."""
    wanted = Role(body.slug, body.name, tuple(body.tasks))
    return _out(roles.create(session, teams.find(session, team).id, wanted))


@router.get("/teams/{team}/roles/{role}", responses=problems(), dependencies=MAY_SEE)
def read_role(team: str, role: str, session: Read, request: Request) -> RoleOut:
    """Show a role."""
    return with_etag(request, _out(roles.find(session, teams.find(session, team).id, role)))


@router.patch("/teams/{team}/roles/{role}", responses=problems(Stale), dependencies=MAY_PLAN)
def change_role(team: str, role: str, body: RolePatch, session: Write, request: Request) -> RoleOut:
    """Change the name or the tasks of a role."""
    team_id = teams.find(session, team).id
    current = _out(roles.find(session, team_id, role))
    require_match(request, current)
    wanted = merged(current, body, RoleEdit)
    changed = Role(role, wanted.name, tuple(wanted.tasks))
    return with_etag(request, _out(roles.change(session, team_id, role, changed)))


@router.delete(
    "/teams/{team}/roles/{role}",
    status_code=204,
    responses=problems(Conflict),
    dependencies=MAY_PLAN,
)
def delete_role(team: str, role: str, session: Write) -> None:
    """Delete a role nobody has."""
    roles.delete(session, teams.find(session, team).id, role)


@router.get("/teams/{team}/responsibilities", responses=problems(), dependencies=MAY_SEE)
def read_responsibilities(team: str, session: Read) -> MatrixOut:
    """Show who is responsible for which task, and which required tasks nobody covers."""
    found = teams.find(session, team)
    objectives = channels.objectives(session, found.id)
    known, people = roles.listed(session, found.id), members.of_team(session, found.id)
    matrix = responsibilities.matrix(found.strategy, objectives, known, people)
    gaps = [each.task for each in matrix if each.required and not each.covered]
    tasks = [responsibility_out(each) for each in matrix]
    return MatrixOut(strategy=found.strategy, objectives=objectives, tasks=tasks, gaps=gaps)


def responsibility_out(each: responsibilities.Responsibility) -> ResponsibilityOut:
    """Return a line of the matrix as it is answered."""
    people = [ResponsibleOut(id=who.id, name=who.name) for who in each.members]
    slugs = [role.slug for role in each.roles]
    return ResponsibilityOut(
        task=each.task, required=each.required, covered=each.covered, roles=slugs, members=people
    )


def _out(role: Role) -> RoleOut:
    return RoleOut(id=role.slug, slug=role.slug, name=role.name, tasks=list(role.tasks))
