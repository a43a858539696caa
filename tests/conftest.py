"""Fixtures: both databases, a clock that tests set, an organisation of its own for each test."""

import contextlib
import gc
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from scripts import postgres

from api.app import create_app
from api.queue.children import Children
from api.settings import Settings
from rotation.database import Database
from support import databases
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
MOST_IN_A_NAME = 1_000
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for the run; the workers find its URL in the environment."""
    gc.disable()  # until all tests are collected: what they are made of stays
    if hasattr(config, "workerinput"):
        return
    url = _CLUSTER.enter_context(postgres.cluster())
    if url is None and os.environ.get("CI"):
        raise pytest.UsageError("no PostgreSQL: install it, or set ROTATION_TEST_PG_URL")
    if url:
        os.environ["ROTATION_TEST_PG_URL"] = url
    folder = Path(tempfile.mkdtemp(prefix="rotation-tests-"))
    os.environ[databases.FOLDER] = str(folder)
    _CLUSTER.callback(databases.drop_templates, folder)  # before the cluster ends, in the end


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse names that no report can show; look no more for garbage in what was collected."""
    if long := [each.nodeid[:200] for each in session.items if len(each.nodeid) > MOST_IN_A_NAME]:
        raise pytest.UsageError(f"give these parameters ids: {long}")
    gc.enable()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL this run started."""
    if not hasattr(config, "workerinput"):
        _CLUSTER.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a migrated database of this worker, once on each engine."""
    folder = tmp_path_factory.mktemp("database")
    with databases.migrated_database(str(request.param), folder) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database that this test shares with nobody."""
    with databases.migrated_database(str(request.param), tmp_path) as url:
        yield url


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
def one_loop() -> Iterator[None]:
    """One event loop for all requests of this worker, as in a service, instead of one for each."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


@pytest.fixture(scope="session")
def app(database_url: str, one_loop: None) -> Iterator[FastAPI]:
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
