"""A PostgreSQL database as one backup file, and back, by PostgreSQL's own programs.

``pg_dump`` reads one instant while the service goes on. It comes as the owner, from whom the
second wall hides every row as from anybody else, unless ``schema.BACKUP`` is on.
"""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo
from sqlalchemy import inspect
from sqlalchemy.engine import URL

from api.cli.backup_refused import BackupRefusedError
from rotation import schema
from rotation.database import Database
from rotation.engines import POOLED

_PLAIN = ("--no-owner", "--no-privileges", "--no-comments")
_REVISION = re.compile(r"^COPY public\.alembic_version .*\n(\w+)$", re.MULTILINE)
_OURS = ("TABLE public alembic_version", "TABLE public organisation")


def backup(url: URL, file: Path) -> None:
    """Write the database to a new file for its user alone, which is whole or not there."""
    _require_readable(url)
    # The policies of backups name the owner: each database gets those of its own when migrated.
    words = _command("pg_dump", url, "--format=custom", "--enable-row-security", *_PLAIN)
    try:
        target = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise BackupRefusedError(f"{file} cannot be made: {error.strerror}.") from None
    with os.fdopen(target, "wb") as opened:
        try:
            _run(words, url, options=f"-c {schema.BACKUP}=on", stdout=opened)
            os.fsync(target)
        except BaseException:
            file.unlink()
            raise


def restore(url: URL, file: Path) -> None:
    """Fill an empty database from a backup, all or nothing, and bring it to the newest schema."""
    contents = _contents(url, file)
    with closing(_database(url)) as database, database.engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise BackupRefusedError("The database has tables: restore into an empty one.")
        if POOLED in connection.info:
            raise BackupRefusedError("This is a pooler: name the database behind it.")
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write("\n".join(each for each in contents if not _is_of_backups(each)))
        chosen.flush()
        words = _command("pg_restore", url, "--single-transaction", "--exit-on-error", *_PLAIN)
        _run([*words, f"--use-list={chosen.name}", str(file)], url)
    schema.migrate(url.render_as_string(hide_password=False))


def _require_readable(url: URL) -> None:
    """Refuse a database of which a backup would hold less than everything, or nobody could use."""
    with closing(_database(url)) as database, database.engine.connect() as connection:
        if POOLED in connection.info:
            raise BackupRefusedError("This is a pooler: name the database behind it.")
        if not schema.is_current(connection) or schema.hidden_from_backups(connection):
            raise BackupRefusedError("The database is not migrated: run `rotation migrate`.")


def _contents(url: URL, file: Path) -> list[str]:
    """Return the list of what a backup of a revision that we know holds, a line each."""
    try:
        listed = _run([_program("pg_restore"), "--list", str(file)], url).splitlines()
        table = ["--data-only", "--table=alembic_version", "--file=-", str(file)]
        found = _REVISION.search(_run([_program("pg_restore"), *table], url))
    except BackupRefusedError:
        raise BackupRefusedError(f"{file} is no database of this service.") from None
    if found is None or not all(any(ours in each for each in listed) for ours in _OURS):
        raise BackupRefusedError(f"{file} is no database of this service.")
    if found[1] > schema.newest():
        raise BackupRefusedError(f"{file} was made by a newer release: its schema is {found[1]}.")
    return listed


def _is_of_backups(line: str) -> bool:
    return " POLICY " in line and f" {schema.BACKUP_POLICY} " in line


def _database(url: URL) -> Database:
    return Database(url.render_as_string(hide_password=False))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefusedError(f"{name} is not there: install the client programs of PostgreSQL.")
    return found


def _command(name: str, url: URL, *options: str) -> list[str]:
    """Return the words that start a program on a database; none of them is a secret."""
    given = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
    given.pop("password", None)
    return [_program(name), "--no-password", f"--dbname={make_conninfo(**given)}", *options]


def _run(words: list[str], url: URL, *, options: str = "", stdout: IO[bytes] | None = None) -> str:
    """Run a program and return what it printed; refused with its first line when it fails."""
    given = {"PGPASSWORD": str(url.password or ""), "PGOPTIONS": options}
    environment = os.environ | {key: value for key, value in given.items() if value}
    out = stdout if stdout is not None else subprocess.PIPE
    # The words are ours, but for the database and the file that an operator names.
    done = subprocess.run(  # noqa: S603
        words, env=environment, stdout=out, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
        raise BackupRefusedError(said[0])
    return (done.stdout or b"").decode(errors="replace")
