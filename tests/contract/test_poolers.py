"""Behind a real PgBouncer, in both of its modes: the second wall stands, statements are known."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import app as commands
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from conftest import NOW
from rotation import schema
from rotation.account.access import Access
from rotation.database import Database
from rotation.errors import Conflict
from support.databases import empty_database
from support.organisation import SetClock, TestOrganisation
from support.pooler import pooled

pytestmark = pytest.mark.contract
TEAM = {"name": "Nord", "slug": "nord", "timezone": "Europe/Brussels", "country": "BE"}
CONNECTIONS = {"transaction": 4, "session": 60}
"""Of the server by mode: with sessions, every connection of a process holds one of them."""


@dataclass
class Place:
    """A PostgreSQL whose login may see everything, straight and behind a pooler."""

    straight: str
    pooled: str


@pytest.fixture(params=CONNECTIONS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty database of a superuser, behind a pooler of either mode."""
    folder = tmp_path / "pooler"
    folder.mkdir()
    with empty_database("postgresql", tmp_path) as url:
        straight = make_url(url).set(username="postgres").render_as_string(hide_password=False)
        try:
            psycopg.connect(straight).close()
        except psycopg.OperationalError:
            pytest.skip("no login that may see everything: let the tests start their PostgreSQL")
        for parent in tmp_path.parents[:2]:
            parent.chmod(0o755)  # pgbouncer runs as another user
        tmp_path.chmod(0o755)
        mode = str(request.param)
        with pooled(straight, mode, folder, CONNECTIONS[mode]) as through:
            yield Place(straight, through)


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    """The database, migrated and opened through the pooler."""
    schema.migrate(place.pooled)
    made = Database(place.pooled)
    yield made
    made.close()


def disturb(place: Place) -> None:
    """Do to the connections of the server what other clients of a pooler do."""
    for statement in ("RESET ROLE", "SET ROLE NONE", "RESET ALL", "DISCARD ALL"):
        with psycopg.connect(place.pooled, autocommit=True) as other:
            other.execute(statement)


def rows_seen(database: Database, organisation: UUID | None) -> set[UUID]:
    """Return whose keys plain SQL sees in a session, which nothing filters but the server."""
    with database.session(organisation) as session:
        return set(session.scalars(text("SELECT organisation_id FROM api_key")))


def test_plain_sql_sees_one_organisation_whatever_other_clients_reset(
    place: Place, database: Database
) -> None:
    work = DatabaseUnitOfWork(database, SetClock(NOW))
    mine, _ = work.found("Nord", NOW)
    work.found("Süd", NOW)
    for _ in range(10):
        disturb(place)
        assert rows_seen(database, mine) == {mine}
        assert rows_seen(database, None) == set()


def test_a_service_answers_many_at_a_time_and_prepares_nothing(
    place: Place, database: Database
) -> None:
    made = create_app(Settings(database_url=place.pooled), SetClock(NOW))
    with TestOrganisation.founded(made, SetClock(NOW)) as home:
        team = home.http.post("/v1/teams", json=TEAM)
        assert team.status_code == 201, team.text
        viewer = home.client(Access.VIEWER)

        def ask(number: int) -> int:
            return viewer.get("/v1/teams", params={"limit": 1 + number % 50}).status_code

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(ask, range(80))) == {200}
    made.state.work.database.close()
    assert prepared_statements(place) == 0


def prepared_statements(place: Place) -> int:
    """Return how many statements the connections of the pooler have prepared."""
    with psycopg.connect(place.pooled, prepare_threshold=None) as connection:
        (count,) = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() or (
            0,
        )
    return int(count)


def test_two_migrations_at_a_time_follow_each_other(place: Place) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(schema.migrate, [place.pooled] * 2))
    with psycopg.connect(place.straight) as connection:
        held = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert held.fetchone() == (0,)


def test_a_role_from_which_nothing_is_hidden_is_refused(place: Place) -> None:
    schema.migrate(place.straight)
    with psycopg.connect(place.straight, autocommit=True) as connection:
        connection.execute("CREATE ROLE sees_everything LOGIN SUPERUSER")
        database = Database(str(make_url(place.straight).set(username="sees_everything")))
        try:
            with pytest.raises(Conflict, match="hides nothing from sees_everything"):
                schema.require_restricted(database)
        finally:
            database.close()
            connection.execute("DROP ROLE sees_everything")


def test_the_doctor_names_the_pooler(
    place: Place, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.require_restricted(database)
    monkeypatch.setenv("ROTATION_DATABASE_URL", place.pooled)
    assert "answers, through a pooler" in CliRunner().invoke(commands, ["doctor"]).output
    monkeypatch.setenv("ROTATION_DATABASE_URL", place.straight)
    assert "answers and has" in CliRunner().invoke(commands, ["doctor"]).output
