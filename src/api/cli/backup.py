"""``rotation backup`` and ``rotation restore``: the database as one file, and back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import typer
from sqlalchemy.engine import URL, make_url

from api.cli import postgresql_backup
from api.cli.backup_refused import BackupRefusedError, refusals_printed
from api.settings import Settings
from api.worker import alone
from rotation import schema
from rotation.database import Database


def backup(file: Path) -> None:
    """Write the database to a new file as it stands, while the service goes on."""
    with refusals_printed():
        url = make_url(Settings().database_url)
        if url.get_backend_name() == "postgresql":
            postgresql_backup.backup(url, file)
        else:
            found = _database_file(url)
            if not found.is_file():
                raise BackupRefusedError(f"There is no database {found}.")
            _copy(found, file)
        typer.echo(f"The database is in {file}, as it was at the beginning.", err=True)


def restore(file: Path) -> None:
    """Make the database anew from a backup; an older schema is migrated by the next start."""
    with refusals_printed():
        url = make_url(Settings().database_url)
        if url.get_backend_name() == "postgresql":
            postgresql_backup.restore(url, file)
        else:
            _restore_file(_database_file(url), file)
        typer.echo(f"{url.database} is as it was in {file}.", err=True)


def _restore_file(found: Path, file: Path) -> None:
    """Make a SQLite file from a backup of one, while nobody serves it."""
    with closing(Database(f"sqlite:///{found}")) as database, alone(database):
        # What SQLite had not yet written into a former file would spoil the new one.
        for each in (found, *(Path(f"{found}-{end}") for end in ("wal", "shm", "journal"))):
            if each.exists():
                raise BackupRefusedError(f"{each} exists: move it away first.")
        _copy(file, found)


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


def _database_file(url: URL) -> Path:
    """Return the SQLite file of a database."""
    if not url.database or url.database == ":memory:":
        raise BackupRefusedError("The database is in no file.")
    return Path(url.database)
