"""``rotation sign-in``: a link that signs a browser in, once."""

import sys

import typer
from sqlalchemy.orm import Session

from api.cli import messages
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import sign_ins
from rotation.account.access import Access, Actor
from rotation.account.sign_ins import Invitation
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import NotFound, RotationError
from rotation.team import members, teams
from rotation.words import say

LEVELS = {Access.OWNER, Access.MANAGER, Access.VIEWER}


def run(who: str, organization: str | None, *, plans: bool) -> None:
    """Print the link of somebody."""
    settings = Settings()
    database = Database(settings.database_url)
    try:
        work = DatabaseUnitOfWork(database, system_clock)
        actor = work.service(messages.organisation(work, organization))
        typer.echo(link(settings, work, actor, who, plans=plans))
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    finally:
        database.close()


def link(
    settings: Settings, work: DatabaseUnitOfWork, actor: Actor, who: str, *, plans: bool = False
) -> str:
    """Return the address that signs somebody in; NotFound when nobody has that name."""
    now = work.clock()
    with work.unit(actor, now) as session:
        token = sign_ins.invite(session, _invitation(session, who, plans=plans), now)
    return f"{settings.base_url}/sign-in/{token}"


def _invitation(session: Session, who: str, *, plans: bool) -> Invitation:
    if who in LEVELS:
        return Invitation(who, Access(who), asks_first=False)
    everybody = [
        member
        for team in teams.listed(session, None, 200)
        for member in members.of_team(session, team.id)
        if who in {member.name, str(member.id)}
    ]
    if len(everybody) != 1:
        lacking = say("Nobody is called {name}, or several are: give the id.", name=who)
        raise NotFound(lacking, field="who")
    access = Access.MANAGER if plans else Access.MEMBER
    return Invitation(everybody[0].name, access, everybody[0].id, asks_first=False)
