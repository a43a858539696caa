"""Roles: what a member is on the team, and the tasks that go with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import Conflict
from rotation.team import store

if TYPE_CHECKING:
    from rotation.team.store import RoleRow


@dataclass(frozen=True)
class Role:
    """A role of a team; ``tasks`` are what whoever has it normally does."""

    slug: str
    name: str
    tasks: tuple[str, ...]


DEFAULTS = (
    Role("social-media-manager", "Social Media Manager", ("management",)),
    Role("content-marketer", "Content Marketer", ("content", "webcare", "advertising")),
    Role("creative-content-marketer", "Creative Content Marketer", ("creative",)),
    Role("social-media-analyst", "Social Media Analyst", ("analytics",)),
)


def listed(session: Session, team_id: UUID) -> list[Role]:
    """Return the roles of a team, oldest first."""
    return [_role(row) for row in store.roles(session, team_id)]


def find(session: Session, team_id: UUID, slug: str) -> Role:
    """Return a role by its slug; NotFound otherwise."""
    return _role(store.role(session, team_id, slug))


def create(session: Session, team_id: UUID, role: Role) -> Role:
    """Add a role; Conflict when its slug is taken."""
    row = store.add_role(session, team_id=team_id, **store.columns(role))
    note(session, Changed("created", "role", row.id, after=store.columns(role), team=team_id))
    return role


def change(session: Session, team_id: UUID, slug: str, role: Role) -> Role:
    """Change a role's name and tasks; its slug stays."""
    row = store.role(session, team_id, slug)
    before, after = store.columns(_role(row)), store.columns(role)
    store.change(session, row, {"name": role.name, "tasks": list(role.tasks)})
    note(session, Changed("changed", "role", row.id, before, after, team=team_id))
    return _role(row)


def delete(session: Session, team_id: UUID, slug: str) -> None:
    """Delete a role; Conflict while somebody has it."""
    row = store.role(session, team_id, slug)
    if any(slug in each.roles for each in store.members(session, team_id, None, 10_000)):
        raise Conflict("Somebody on the team has this role.")
    store.delete(session, row)
    note(session, Changed("deleted", "role", row.id, store.columns(_role(row)), team=team_id))


def _role(row: "RoleRow") -> Role:
    return msgspec.convert(row, Role, from_attributes=True)
