"""A database that others hold for too long does not answer; that is no bug of ours."""

import sqlite3
from pathlib import Path

import pytest

from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import keys
from rotation.account.access import Access
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import Unreachable
from support import databases


def test_a_sqlite_file_that_stays_locked_is_unreachable(tmp_path: Path) -> None:
    url = databases.sqlite_file(tmp_path)
    work, now = DatabaseUnitOfWork(Database(url), system_clock), system_clock()
    organisation, _ = work.found("Nord", now)
    with work.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")  # of the one connection in the pool
    other = sqlite3.connect(tmp_path / "rotation.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(Unreachable),
        work.unit(work.service(organisation), now) as session,
    ):
        keys.make(session, keys.Grant(Access.VIEWER, "viewer"), now)
    other.execute("ROLLBACK")
    other.close()
    work.database.close()
