"""Databases of tests: empty ones, and copies of one that was migrated once in the whole run."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from rotation import schema

FOLDER = "ROTATION_TEST_FOLDER"
"""Names the folder that all workers of a run share."""
_NUMBERS = count()


@contextlib.contextmanager
def empty_database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a new, empty database, which is dropped in the end."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/rotation.db"
        return
    with _postgresql() as url:
        yield url


@contextlib.contextmanager
def migrated_database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a new database of the newest revision, which is dropped in the end."""
    if engine == "sqlite":
        yield sqlite_file(folder)
        return
    with _postgresql(f' TEMPLATE "{_migrated_once(engine)}"') as url:
        yield url


def sqlite_file(folder: Path) -> str:
    """Return the URL of a new SQLite file of the newest revision."""
    shutil.copyfile(_migrated_once("sqlite"), folder / "rotation.db")
    return f"sqlite:///{folder}/rotation.db"


def drop_templates(folder: Path) -> None:
    """Drop what a run copied its databases from."""
    if (folder / "postgresql").exists():
        _drop(_template_name(folder))
    shutil.rmtree(folder)


def _migrated_once(engine: str) -> str:
    """Return the name of the database to copy; whichever worker needs it first migrates it."""
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = folder / engine
        name = str(file) if engine == "sqlite" else _template_name(folder)
        if not file.exists():
            if engine == "sqlite":
                made = folder / "migrating"
                schema.migrate(f"sqlite:///{made}")
                made.rename(file)
            else:
                schema.migrate(_create(name, ""))
                file.touch()
    return name


def _template_name(folder: Path) -> str:
    return f"rotation_test_{folder.name}"


@contextlib.contextmanager
def _postgresql(options: str = "") -> Iterator[str]:
    name = f"rotation_test_{os.getpid()}_{next(_NUMBERS)}"
    url = _create(name, options)
    try:
        yield url
    finally:
        _drop(name)


def _create(name: str, options: str) -> str:
    with psycopg.connect(_given(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{options}')
    made = make_url(os.environ["ROTATION_TEST_PG_URL"]).set(database=name)
    return made.render_as_string(hide_password=False)


def _drop(name: str) -> None:
    with psycopg.connect(_given(), autocommit=True) as connection:
        # Not WITH (FORCE): it fails when autovacuum is there, whom only a superuser may send
        # away; a plain DROP does that itself. What is left of ours is sent away first.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            [name],
        )
        connection.execute(f'DROP DATABASE "{name}"')


def _given() -> str:
    given = os.environ.get("ROTATION_TEST_PG_URL")
    if not given:
        pytest.skip("no PostgreSQL: install it, or set ROTATION_TEST_PG_URL")
    return given.replace("postgresql+psycopg", "postgresql")
