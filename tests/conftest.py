"""Fixtures: both databases, a clock that tests set, an organisation of its own for each test."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from scripts import postgres
from sqlalchemy.engine import make_url

from api.app import create_app
from api.queue.children import Children
from api.settings import Settings
from rotation import schema
from rotation.database import Database
from support.organisation import SetClock, TestOrganisation
from support.planned_team import Planner

settings.register_profile(
    "rotation",
    deadline=None,
    # On a clean checkout a red run tells of the change; chance goes on searching everywhere else.
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("rotation")
_CLUSTER = contextlib.ExitStack()
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for the run; the workers find its URL in the environment."""
    if hasattr(config, "workerinput"):
        return
    url = _CLUSTER.enter_context(postgres.cluster())
    if url is None and os.environ.get("CI"):
        raise pytest.UsageError("no PostgreSQL: install it, or set ROTATION_TEST_PG_URL")
    if url:
        os.environ["ROTATION_TEST_PG_URL"] = url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL this run started."""
    if not hasattr(config, "workerinput"):
        _CLUSTER.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a migrated database of this worker, once on each engine."""
    with empty_database(str(request.param), tmp_path_factory.mktemp("database")) as url:
        schema.migrate(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database that this test shares with nobody."""
    with empty_database(str(request.param), tmp_path) as url:
        schema.migrate(url)
        yield url


@contextlib.contextmanager
def empty_database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a new, empty database, which is dropped in the end."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/rotation.db"
        return
    given = os.environ.get("ROTATION_TEST_PG_URL")
    if not given:
        pytest.skip("no PostgreSQL: install it, or set ROTATION_TEST_PG_URL")
    name = f"rotation_test_{os.getpid()}_{abs(hash(str(folder))) % 10**8}"
    plain = given.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield make_url(given).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            # Not WITH (FORCE): it fails when autovacuum is there, whom only a superuser may send
            # away; a plain DROP does that itself. What is left of ours is sent away first.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
            connection.execute(f'DROP DATABASE "{name}"')


@pytest.fixture(scope="session")
def database(database_url: str) -> Iterator[Database]:
    """One database, on each engine in turn."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at Tuesday 24 November 2026, 09:00 UTC, until a test sets it."""
    return SetClock(NOW)


@pytest.fixture(scope="session")
def app(database_url: str) -> Iterator[FastAPI]:
    """The web application on this worker's database, without a worker beside it."""
    made = create_app(Settings(database_url=database_url), SetClock(NOW))
    yield made
    made.state.work.database.close()


@pytest.fixture
def home(app: FastAPI, clock: SetClock) -> Iterator[TestOrganisation]:
    """A fresh organisation with an owner key and a client signed in with it."""
    with TestOrganisation.founded(app, clock) as made:
        yield made


@pytest.fixture(scope="session")
def children() -> Iterator[Children]:
    """Warm child processes of this worker."""
    made = Children(1, 4096)
    yield made
    made.close()


@pytest.fixture
def planner(home: TestOrganisation, children: Children) -> Planner:
    """A planner with a team that can be planned and a solver."""
    return Planner.of_nord(home, children)
