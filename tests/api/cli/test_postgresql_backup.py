"""A backup of PostgreSQL holds every row of one instant, and makes a database anew or nothing."""

import json
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli.main import app as commands
from api.settings import Settings
from conftest import NOW
from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from support import databases
from support.organisation import SetClock, TestOrganisation
from support.pooler import pooled


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated PostgreSQL."""
    with databases.migrated_database("postgresql", tmp_path) as made:
        yield made


@pytest.fixture
def empty_url(tmp_path: Path) -> Iterator[str]:
    """The URL of a PostgreSQL without tables."""
    with databases.empty_database("postgresql", tmp_path) as made:
        yield made


@pytest.fixture
def service(url: str, one_loop: None) -> Iterator[TestOrganisation]:
    """An organisation on a PostgreSQL of its own."""
    made = create_app(Settings(database_url=url), SetClock(NOW))
    with TestOrganisation.founded(made, SetClock(NOW)) as home:
        yield home
    made.state.work.database.close()


def run(monkeypatch: pytest.MonkeyPatch, url: str, *words: str) -> Result:
    """Run a command on a database."""
    monkeypatch.setenv("ROTATION_DATABASE_URL", url)
    return CliRunner().invoke(commands, list(words))


def owner_engine(url: str) -> Engine:
    """Return an engine that comes as the owner and reads every row."""
    return create_engine(url, connect_args={"options": "-c app.backup=on"})


def counts(url: str) -> dict[str, int]:
    """Count the rows of every table."""
    engine = owner_engine(url)
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        found = {
            name: connection.scalar(select(func.count()).select_from(text(f'"{name}"'))) or 0
            for name in names
        }
    engine.dispose()
    return found


def write(home: TestOrganisation) -> None:
    """Append two lines to the audit trail in one unit of work."""
    with home.work.unit(home.owner, NOW) as session:
        for _ in range(2):
            note(session, Changed("changed", "thing", new_id(), {"a": 0}, {"a": 1}))


def test_a_backup_made_while_a_writer_writes_makes_a_sound_database(
    service: TestOrganisation,
    url: str,
    empty_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done, written, file = threading.Event(), threading.Semaphore(0), tmp_path / "backup"

    def keep_writing() -> None:
        while not done.is_set():
            write(service)
            written.release()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        assert all(written.acquire(timeout=60) for _ in range(5))
        told = run(monkeypatch, url, "backup", str(file))
    finally:
        done.set()
        writer.join()
    assert told.exit_code == 0, told.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = run(monkeypatch, empty_url, "restore", str(file))
    assert told.exit_code == 0, told.output
    found = counts(empty_url)
    assert set(found) == set(counts(url))
    assert found["audit"] % 2 == 1  # the first key, then whole units of work
    assert found["audit"] >= 11
    assert run(monkeypatch, empty_url, "verify").exit_code == 0
    looks = json.loads(run(monkeypatch, empty_url, "doctor", "--json").output)
    assert [each for each in looks if not each["ok"] and each["look"] != "files"] == []
    # What was made serves on, behind the same walls.
    again = create_app(Settings(database_url=empty_url), SetClock(NOW))
    with again.state.work.reading(service.owner) as session:
        assert session.scalar(text("SELECT count(*) FROM audit")) == found["audit"]
    with again.state.work.database.session(None) as session:
        assert session.scalar(text("SELECT count(*) FROM audit")) == 0
    again.state.work.database.close()


def test_what_was_restored_can_be_backed_up_again(
    service: TestOrganisation,
    url: str,
    empty_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert run(monkeypatch, url, "backup", str(first)).exit_code == 0
    assert run(monkeypatch, empty_url, "restore", str(first)).exit_code == 0
    told = run(monkeypatch, empty_url, "backup", str(second))
    assert told.exit_code == 0, told.output


def test_the_owner_reads_every_row_for_a_backup_alone_and_the_service_never(
    service: TestOrganisation, url: str
) -> None:
    assert service.owner
    owner = create_engine(url)
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM api_key")) == 0
        connection.execute(text("SET LOCAL app.backup = 'on'"))
        assert connection.scalar(text("SELECT count(*) FROM api_key")) == 1
    owner.dispose()
    with service.work.database.session(None) as session:
        session.execute(text("SET LOCAL app.backup = 'on'"))
        assert session.scalar(text("SELECT count(*) FROM api_key")) == 0


def test_a_dump_by_hand_as_the_owner_fails_and_is_never_empty_in_silence(
    service: TestOrganisation, url: str
) -> None:
    assert service.owner
    dumped = subprocess.run(["pg_dump", "-f", "/dev/null", "-d", url], check=False)
    assert dumped.returncode != 0


def test_nothing_is_written_over(
    service: TestOrganisation, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup"
    assert run(monkeypatch, url, "backup", str(file)).exit_code == 0
    before = file.read_bytes()
    write(service)
    told = run(monkeypatch, url, "backup", str(file))
    assert (told.exit_code, "File exists" in told.output) == (1, True)
    assert file.read_bytes() == before
    told = run(monkeypatch, url, "restore", str(file))
    assert (told.exit_code, "an empty one" in told.output) == (1, True)
    assert counts(url)["audit"] == 3


def test_a_file_that_is_no_backup_of_ours_is_refused_and_leaves_nothing(
    service: TestOrganisation,
    url: str,
    empty_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backup, cut, prose, other = (tmp_path / name for name in ("whole", "cut", "prose", "other"))
    for _ in range(200):
        write(service)
    assert run(monkeypatch, url, "backup", str(backup)).exit_code == 0
    whole = backup.read_bytes()
    cut.write_bytes(whole[: len(whole) * 9 // 10])
    prose.write_text("Dear reader, " * 1000)
    plain = make_url(empty_url)
    connection = f"host={plain.query['host']} user={plain.username} dbname={plain.database}"
    with other.open("wb") as opened:
        subprocess.run(["pg_dump", "-Fc", "-d", connection], stdout=opened, check=True)
    for file in (cut, prose, other):
        told = run(monkeypatch, empty_url, "restore", str(file))
        assert told.exit_code == 1, told.output
        assert len(told.output.splitlines()) == 1, told.output
        assert counts(empty_url) == {}


def test_a_backup_of_a_newer_release_is_refused(
    service: TestOrganisation,
    url: str,
    empty_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "backup"
    assert run(monkeypatch, url, "backup", str(file)).exit_code == 0
    monkeypatch.setattr("rotation.schema.newest", lambda: "0001")
    told = run(monkeypatch, empty_url, "restore", str(file))
    assert (told.exit_code, "newer release" in told.output) == (1, True)
    assert counts(empty_url) == {}


def test_a_database_whose_rows_would_be_hidden_is_refused(
    service: TestOrganisation, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP POLICY backup ON audit"))
    engine.dispose()
    told = run(monkeypatch, url, "backup", str(tmp_path / "file"))
    assert (told.exit_code, "rotation migrate" in told.output) == (1, True)
    assert not (tmp_path / "file").exists()
    assert run(monkeypatch, url, "migrate").exit_code == 0
    assert run(monkeypatch, url, "backup", str(tmp_path / "file")).exit_code == 0


def test_without_the_programs_of_postgresql_the_refusal_names_them(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = run(monkeypatch, url, "backup", str(tmp_path / "file"))
    assert (told.exit_code, "pg_dump" in told.output) == (1, True)
    assert not (tmp_path / "file").exists()


def test_a_pooler_and_a_server_that_is_away_are_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    with (
        tempfile.TemporaryDirectory() as folder,
        pooled(url, "transaction", Path(folder)) as given,
    ):
        told = run(monkeypatch, given, "backup", str(file))
    assert (told.exit_code, "pooler" in told.output) == (1, True)
    told = run(monkeypatch, f"postgresql://nobody@/none?host={tmp_path}", "backup", str(file))
    assert (told.exit_code, len(told.output.splitlines())) == (1, 1)
    assert not file.exists()
