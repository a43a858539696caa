"""``rotation backup`` and ``rotation restore``: a SQLite database as one file, and back."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import typer
from sqlalchemy.engine import make_url

from api.settings import Settings
from api.worker import alone
from rotation import schema
from rotation.database import Database
from rotation.errors import RotationError


class BackupRefusedError(Exception):
    """A backup or a database is not made; its text says why."""


def backup(file: Path) -> None:
    """Write the database to a new file as it stands, while the service goes on."""
    with _refusals_printed():
        found = _database_file()
        if not found.is_file():
            raise BackupRefusedError(f"There is no database {found}.")
        _copy(found, file)
        typer.echo(f"The database is in {file}, as it was at the beginning.", err=True)


def restore(file: Path) -> None:
    """Make the database anew from a backup; an older schema is migrated by the next start."""
    with _refusals_printed():
        found, database = _database_file(), Database(Settings().database_url)
        with closing(database), alone(database):
            # What SQLite had not yet written into a former file would spoil the new one.
            for each in (found, *(Path(f"{found}-{end}") for end in ("wal", "shm", "journal"))):
                if each.exists():
                    raise BackupRefusedError(f"{each} exists: move it away first.")
            _copy(file, found)
        typer.echo(f"{found} is as it was in {file}.", err=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database of ours into a new file for its user alone, which is whole or not there."""
    with closing(_opened(source, "ro")) as there:
        _check(there, source)
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise BackupRefusedError(f"{target} cannot be made: {error.strerror}.") from None
        try:
            with closing(_opened(target, "rw")) as here:
                # All pages at once are one state of the database; writers go on beside it.
                there.backup(here, pages=-1)
                here.execute("PRAGMA journal_mode=DELETE")  # one file, which may be moved
                _check(here, target)
        except BaseException:
            target.unlink()
            raise


def _check(connection: sqlite3.Connection, file: Path) -> None:
    """Raise BackupRefusedError unless a file is a sound database of a revision that we know."""
    try:
        (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("SELECT settings_revision FROM organisation LIMIT 1")
    except (sqlite3.DatabaseError, TypeError):
        raise BackupRefusedError(f"{file} is no database of this service.") from None
    if sound != "ok":
        raise BackupRefusedError(f"{file} is damaged: {sound}.")
    if revision > schema.newest():
        raise BackupRefusedError(f"{file} was made by a newer release: its schema is {revision}.")


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, timeout=10)
    except sqlite3.OperationalError:
        raise BackupRefusedError(f"{file} cannot be opened.") from None


def _database_file() -> Path:
    """Return the SQLite file of the settings."""
    url = make_url(Settings().database_url)
    if url.get_backend_name() != "sqlite":
        raise BackupRefusedError("This is for SQLite: use pg_dump and pg_restore of PostgreSQL.")
    if not url.database or url.database == ":memory:":
        raise BackupRefusedError("The database is in no file.")
    return Path(url.database)


@contextmanager
def _refusals_printed() -> Iterator[None]:
    """Tell on one line why nothing is made, and exit with 1."""
    try:
        yield
    except (BackupRefusedError, RotationError, sqlite3.Error, OSError) as error:
        said = error.detail if isinstance(error, RotationError) else error
        typer.echo(str(said), err=True)
        sys.exit(1)
