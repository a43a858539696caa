"""Jobs look when something was written or is due, and a database that is busy is no bug."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from api.queue.ticker import LONGEST_SECONDS, BoundJob, JobWait, Ticker
from api.queue.ticks import Ticks
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import organisations
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import Unreachable
from support import databases

SOON = timedelta(seconds=1)


def nothing(_: Session) -> None:
    """Return that nothing is due."""


def job(run: object = None, due: datetime | None = None) -> BoundJob:
    return BoundJob("test", SOON, run or (lambda: None), "", lambda _: due)  # type: ignore[arg-type]  # callables of the tests


def ticker_of(database: Database, of: BoundJob) -> Ticker:
    return Ticker(
        DatabaseUnitOfWork(database, system_clock), [of], Ticks({"test": 1.0}, system_clock)
    )


@pytest.fixture
def own(fresh_url: str) -> Database:
    """A database of this test alone, on each engine in turn."""
    return Database(fresh_url)


def written(database: Database) -> None:
    """Commit something, as any process might."""
    with database.session(None, writing=True) as session:
        organisations.create(session, "Nord", system_clock())
        session.commit()


def test_the_mark_stays_until_somebody_commits(own: Database, fresh_url: str) -> None:
    before = own.change_mark()
    with own.session(None) as session:
        organisations.every(session)
    with own.session(None, writing=True) as session:
        organisations.create(session, "Undone", system_clock())
        session.rollback()
    if own.is_sqlite:  # another database of the same PostgreSQL may move it at any time
        assert own.change_mark() == before
    other = Database(fresh_url)
    written(other)
    assert own.change_mark() != before
    other.close()
    own.close()


def test_a_job_waits_until_something_is_written_or_due_or_a_minute_is_over(own: Database) -> None:
    wait = JobWait(job(due=datetime(2999, 1, 1, tzinfo=UTC)))
    now = wait.earliest
    assert not wait.is_over("mark", now - 0.1)
    assert wait.is_over("mark", now)
    wait.begin(own, "mark")
    assert not wait.is_over("mark", now)
    assert wait.is_over("another", now)
    assert wait.is_over("mark", now + LONGEST_SECONDS + 1)
    own.close()


def test_what_is_due_is_looked_at_though_nobody_writes(own: Database) -> None:
    wait = JobWait(job(due=system_clock() - SOON))
    wait.begin(own, "mark")
    assert wait.is_over("mark", wait.earliest)
    own.close()


def test_a_locked_database_is_tried_again_and_given_up_in_one_line(tmp_path: Path) -> None:
    url = databases.sqlite_file(tmp_path)
    database, tried = Database(url), list[int]()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")  # of the one connection in the pool
    other = sqlite3.connect(tmp_path / "rotation.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def run() -> None:
        tried.append(1)
        written(database)

    ticker = ticker_of(database, job(run))
    with capture_logs() as logs:
        ticker.run(JobWait(job(run)), "mark")
    assert len(tried) == 3
    assert [(each["event"], each["log_level"]) for each in logs] == [("gave up a tick", "warning")]
    other.execute("ROLLBACK")
    with capture_logs() as logs:
        ticker.run(JobWait(job(run)), "mark")
    assert logs == []
    other.close()
    database.close()


def test_a_statement_that_is_wrong_is_a_bug_and_said_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")  # without any table
    ticker = ticker_of(database, job())
    with capture_logs() as logs:
        ticker.run(JobWait(job(lambda: written(database))), "mark")
    assert [each["event"] for each in logs] == ["bug"]
    database.close()


def test_writers_of_one_process_take_turns_however_many_there_are(tmp_path: Path) -> None:
    url = databases.sqlite_file(tmp_path)
    database, failed = Database(url), list[Unreachable]()

    def write() -> None:
        try:
            for _ in range(20):
                written(database)
        except Unreachable as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with database.session(None) as session:
        assert len(list(organisations.every(session))) == 240
    database.close()
