"""``rotation key``: another owner key, made by whoever has the machine."""

import sys

import typer

from api.cli import messages
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import keys
from rotation.account.access import Access
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import RotationError


def run(organization: str, access: Access) -> None:
    """Make a key of a whole organisation, which is printed alone on the last line."""
    database = Database(Settings().database_url)
    work, now = DatabaseUnitOfWork(database, system_clock), system_clock()
    try:
        actor = work.service(messages.organisation(work, organization))
        with work.unit(actor, now) as session:
            _, secret = keys.make(session, keys.Grant(access, f"made here: {access}"), now)
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    finally:
        database.close()
    typer.echo(f"The {access} key of {organization} is shown this once:", err=True)
    typer.echo(secret)
