"""Set-up of roles and responsibilities: who does what, and what nobody does."""

from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import set_up_view
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.pages.start import slug_of
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.schemas import fields
from rotation.demand import channels
from rotation.team import members, responsibilities, roles, teams
from rotation.team.roles import Role
from rotation.team.strategy import TASKS
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
ROLES = "/t/{team}/set-up/roles"


def load_roles(session: Session, _visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of the roles shows."""
    known, people = roles.listed(session, team.id), members.of_team(session, team.id)
    wanted = channels.objectives(session, team.id)
    return {
        "roles": known,
        "people": people,
        "matrix": responsibilities.matrix(team.strategy, wanted, known, people),
        "tasks": tuple(dict.fromkeys((*TASKS, *(each for role in known for each in role.tasks)))),
    }


@router.get(ROLES, dependencies=MAY_PLAN)
def show_roles(team: str, visit: Visiting) -> Response:
    """Show the roles of a team, and who is responsible for what."""
    return set_up_view.show(visit, team, "roles", load_roles)


@router.post(ROLES, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("roles", load_roles))
def add_role(team: str, visit: Visiting) -> Response:
    """Add a role."""
    back, form = f"/t/{team}/set-up/roles", visit.form
    name = form.checked("name", fields.Text)
    tasks = tuple(form.checked("tasks", fields.Word, each) for each in form.values("tasks"))
    with visit.writing(back) as session:
        roles.create(session, teams.find(session, team).id, Role(slug_of(name), name, tasks))
    return visit.go(back, say("{name} is kept.", name=name))


@router.post(ROLES + "/{role}", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("roles", load_roles))
def change_role(team: str, role: str, visit: Visiting) -> Response:
    """Keep the name and the tasks of a role, or delete one that nobody has."""
    back, form = f"/t/{team}/set-up/roles", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        there = roles.find(session, found.id, role)
        if form.value("action") == "delete":
            roles.delete(session, found.id, role)
            return visit.go(back, say("Deleted."))
        name = form.checked("name", fields.Text)
        tasks = tuple(form.checked("tasks", fields.Word, each) for each in form.values("tasks"))
        roles.change(session, found.id, role, Role(there.slug, name, tasks))
    return visit.go(back, say("{name} is kept.", name=name))
