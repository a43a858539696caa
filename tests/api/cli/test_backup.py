"""A backup made while somebody writes is whole, and nothing is overwritten by it or its restore."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli.main import app as commands
from api.settings import Settings
from conftest import NOW
from rotation.account import audit_chain
from rotation.account.audit_chain import ChainReport
from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from support import databases
from support.organisation import SetClock, TestOrganisation


@pytest.fixture
def service(tmp_path: Path, one_loop: None) -> Iterator[TestOrganisation]:
    """An organisation on a SQLite file of its own."""
    url = databases.sqlite_file(tmp_path)
    made = create_app(Settings(database_url=url), SetClock(NOW))
    with TestOrganisation.founded(made, SetClock(NOW)) as home:
        yield home
    made.state.work.database.close()


def run(monkeypatch: pytest.MonkeyPatch, database: Path, command: str, file: Path) -> Result:
    """Run a command on a database file."""
    monkeypatch.setenv("ROTATION_DATABASE_URL", f"sqlite:///{database}")
    return CliRunner().invoke(commands, [command, str(file)])


def write(home: TestOrganisation) -> None:
    """Append two lines to the audit trail in one unit of work."""
    with home.work.unit(home.owner, NOW) as session:
        for _ in range(2):
            note(session, Changed("changed", "thing", new_id(), {"a": 0}, {"a": 1}))


def trail_of(file: Path, home: TestOrganisation) -> ChainReport:
    """Verify the audit trail of the organisation in a database file."""
    app = create_app(Settings(database_url=f"sqlite:///{file}"), SetClock(NOW))
    work = app.state.work
    with work.reading(work.service(home.owner.organisation)) as session:
        report = audit_chain.verify(session)
    work.database.close()
    return report


def test_a_backup_made_while_a_writer_writes_is_whole(
    service: TestOrganisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, done, written = tmp_path / "rotation.db", threading.Event(), threading.Semaphore(0)

    def keep_writing() -> None:
        while not done.is_set():
            write(service)
            written.release()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(3):
            for _ in range(5):
                assert written.acquire(timeout=60)
            file = tmp_path / f"backup-{number}"
            told = run(monkeypatch, database, "backup", file)
            assert told.exit_code == 0, told.output
    finally:
        done.set()
        writer.join()
    for number in range(3):
        there = tmp_path / f"restored-{number}.db"
        file = tmp_path / f"backup-{number}"
        assert not list(tmp_path.glob(f"{file.name}-*"))  # it is one file
        told = run(monkeypatch, there, "restore", file)
        assert told.exit_code == 0, told.output
        assert [stat.S_IMODE(each.stat().st_mode) for each in (file, there)] == [0o600, 0o600]
        report = trail_of(there, service)
        assert report.broken is None
        assert report.lines % 2 == 1  # the first key, then whole units of work
        assert report.lines >= 1 + 10 * (number + 1)


def test_nothing_is_written_over(
    service: TestOrganisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, file = tmp_path / "rotation.db", tmp_path / "backup"
    assert run(monkeypatch, database, "backup", file).exit_code == 0
    before = file.read_bytes()
    write(service)
    told = run(monkeypatch, database, "backup", file)
    assert (told.exit_code, "File exists" in told.output) == (1, True)
    assert file.read_bytes() == before
    told = run(monkeypatch, database, "restore", file)
    assert (told.exit_code, "move it away" in told.output) == (1, True)
    assert trail_of(database, service).lines == 3
    beside = tmp_path / "other.db"
    Path(f"{beside}-wal").write_bytes(b"of a former file")
    assert run(monkeypatch, beside, "restore", file).exit_code == 1
    assert not beside.exists()


def foreign(file: Path, _: Path) -> None:
    """Make a database of something else."""
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE organisation (id INTEGER)")
        made.commit()


def prose(file: Path, _: Path) -> None:
    """Make a file that is no database."""
    file.write_text("Dear reader, " * 1000)


def empty(file: Path, _: Path) -> None:
    """Make an empty file."""
    file.touch()


def newer(file: Path, backup: Path) -> None:
    """Make a backup of a release to come."""
    file.write_bytes(backup.read_bytes())
    with closing(sqlite3.connect(file)) as made:
        made.execute("UPDATE alembic_version SET version_num = '9999'")
        made.commit()


def cut_short(file: Path, backup: Path) -> None:
    """Make a backup that was copied in part."""
    whole = backup.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


@pytest.mark.parametrize("make", [foreign, prose, empty, newer, cut_short])
def test_a_file_that_is_no_backup_of_ours_is_refused(
    service: TestOrganisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: object
) -> None:
    backup, file, there = (tmp_path / name for name in ("backup", "file", "there.db"))
    assert run(monkeypatch, tmp_path / "rotation.db", "backup", backup).exit_code == 0
    assert callable(make)
    make(file, backup)
    told = run(monkeypatch, there, "restore", file)
    assert told.exit_code == 1, told.output
    assert str(file) in told.output
    assert not there.exists()
