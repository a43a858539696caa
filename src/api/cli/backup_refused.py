"""The refusal of a backup or a restore, told on one line."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import SQLAlchemyError

from rotation.errors import RotationError


class BackupRefusedError(Exception):
    """A backup or a database is not made; its text says why."""


@contextmanager
def refusals_printed() -> Iterator[None]:
    """Tell on one line why no backup or database is made, and exit with 1."""
    try:
        yield
    except (BackupRefusedError, RotationError, SQLAlchemyError, sqlite3.Error, OSError) as error:
        said = error.detail if isinstance(error, RotationError) else str(error).splitlines()[0]
        typer.echo(str(said), err=True)
        sys.exit(1)
