"""Empty databases for benchmarks: a file, or a database of its own on a PostgreSQL."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
from scripts import postgres
from sqlalchemy.engine import make_url

ENGINES = ("sqlite", "postgresql")


@contextlib.contextmanager
def fresh(engine: str, folder: Path, given: str = "") -> Iterator[str]:
    """Yield the URL of an empty database; PostgreSQL is the one given, or a new cluster."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/rotation.db"
        return
    with contextlib.ExitStack() as stack:
        url = given or stack.enter_context(postgres.cluster())
        if url is None:
            sys.exit("no PostgreSQL: install it, or name one")
        name = f"benchmark_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            # Not WITH (FORCE): it fails when autovacuum is there. What is ours is sent away first.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
            connection.execute(f'DROP DATABASE "{name}"')
