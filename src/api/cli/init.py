"""``rotation init`` and ``rotation migrate``."""

import sys

import typer

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation import schema
from rotation.account import organisations
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import RotationError


def migrate() -> None:
    """Bring the database to the newest schema."""
    schema.migrate(Settings().database_url)
    typer.echo("The database has the newest schema.", err=True)


def run(name: str) -> None:
    """Add an organisation with an owner key, which is printed alone on the last line."""
    settings = Settings()
    schema.migrate(settings.database_url)
    database = Database(settings.database_url)
    try:
        with database.session(None) as session:
            organisations.require_new(session, name)
        _, secret = DatabaseUnitOfWork(database, system_clock).found(name, system_clock())
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    finally:
        database.close()
    typer.echo(f"Organisation {name} is ready. Its owner key is shown this once:", err=True)
    typer.echo(secret)
