"""Database engines: all that differs between SQLite and PostgreSQL before any SQL."""

import sqlite3
import threading
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Engine, bindparam, create_engine, event, func, select, true
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.pool import ConnectionPoolEntry

_json = msgspec.json.Encoder(enc_hook=str)
ENGINE_OPTIONS: dict[str, Any] = {
    "json_serializer": lambda value: _json.encode(value).decode(),
    "json_deserializer": msgspec.json.decode,
}
"""How every engine is made, for create_engine."""
GONE = (OperationalError, InterfaceError, NoneFree)
"""What SQLAlchemy says when there is no connection to be had, or it broke."""
_WAIT_SECONDS = 10
_TURN = "writes"
ROLE = "role"
"""Names the restricted role of a PostgreSQL login in the ``info`` of its connections."""
POOLED = "pooled"
"""Stands in the ``info`` of connections that a pooler gave."""
_GIVEN = {
    "app.tenant": "organisation",
    "app.door": "door",
    "role": ROLE,
    "lock_timeout": "patience",
}
LOCAL_SETTINGS = select(
    *(func.set_config(name, bindparam(value), true()) for name, value in _GIVEN.items())
)
"""What every transaction on PostgreSQL begins with.

All of it ends with the transaction: a pooler (PgBouncer) may give the next one another connection
of the server, and this one to somebody else.
"""
THREADS = 16
"""Threads that serve requests, and connections in the pool: one number, or they lock up."""


def open_engine(url: str) -> Engine:
    """Return the engine of ``sqlite:///…`` or ``postgresql://…``; nothing is read yet."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            pool_size=THREADS,
            max_overflow=0,
            connect_args={"check_same_thread": False, "timeout": _WAIT_SECONDS},
            **ENGINE_OPTIONS,
        )
        event.listen(engine, "connect", prepare_sqlite)
        _take_turns(engine)
    else:
        engine = create_engine(
            url, pool_size=THREADS, max_overflow=2, pool_pre_ping=True, **ENGINE_OPTIONS
        )
        event.listen(engine, "connect", prepare_postgresql)
    return engine


def is_bug(error: OperationalError) -> bool:
    """Tell whether the statement is wrong; otherwise the database is away, busy or full.

    SQLite has one class for both: a table that is not there, and a lock that others hold.
    """
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    """Set what SQLite forgets with every connection."""
    connection.isolation_level = None  # BEGIN is ours, see _begin_sqlite
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _take_turns(engine: Engine) -> None:
    """Let the writers of this process in one after the other, in SQLite there is only one.

    Whoever waits is woken as soon as the one before is done; SQLite would let them look now and
    then, and whoever looks at a bad moment too often gives up.
    """
    turn = threading.Lock()

    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get("writing"):
            if not turn.acquire(timeout=0 if options.get("at_once") else _WAIT_SECONDS):
                raise OperationalError("BEGIN", None, sqlite3.OperationalError("others write"))
            connection.connection.record_info[_TURN] = True
        _begin_sqlite(connection)

    def end(_: object, record: ConnectionPoolEntry) -> None:
        if record.record_info and record.record_info.pop(_TURN, False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", end)


def _begin_sqlite(connection: Any) -> None:
    # A deferred BEGIN that reads and then writes fails at once when another writer was quicker.
    options = connection.get_execution_options()
    begin = "BEGIN IMMEDIATE" if options.get("writing") else "BEGIN"
    driver = connection.connection.driver_connection
    if options.get("at_once"):
        driver.execute("PRAGMA busy_timeout = 0")
    # Straight to the driver: this stands before every read, and the long way costs as much as one.
    try:
        driver.execute(begin)
    except sqlite3.OperationalError as error:
        # As SQLAlchemy would: others have held the file for longer than we wait.
        raise OperationalError(begin, None, error) from error
    finally:
        if options.get("at_once"):
            driver.execute(f"PRAGMA busy_timeout = {1000 * _WAIT_SECONDS}")


def local_values(
    info: Any, organisation: UUID | None, door: str, *, at_once: bool = False
) -> dict[str, str]:
    """Return the values of ``LOCAL_SETTINGS`` for a connection with such an ``info``.

    Whoever waits longer for a lock than SQLite would is told that the database does not answer.
    """
    return {
        "organisation": str(organisation or ""),
        "door": door,
        ROLE: info.get(ROLE, "none"),
        "patience": "100ms" if at_once else f"{_WAIT_SECONDS}s",
    }


def prepare_postgresql(connection: Any, record: ConnectionPoolEntry) -> None:
    """Look who one is on a PostgreSQL, and whether a pooler stands before it.

    Nothing is set: behind a pooler it would reach others, and be lost. The restricted role, for
    which row-level security holds, is taken in every transaction if it was made already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_backend_pid(), (SELECT rolname FROM pg_roles"
            " WHERE rolname = 'rotation_service_of_' || session_user)"
        )
        process, role = cursor.fetchone()
    connection.rollback()
    if process != connection.info.backend_pid:
        # A pooler makes up the number it greets with. Statements prepared on one connection of
        # the server are not known on the next.
        connection.prepare_threshold = None
        record.info[POOLED] = True
    if role:
        record.info[ROLE] = role
