"""Sessions bound to one organisation, and what differs in SQL between SQLite and PostgreSQL.

A session cannot be made without saying whose it is. Tables that carry ``Owned`` are filtered by
the organisation on every query and stamped with it on every flush; tables that carry ``InTeam``
are filtered by the teams of a scoped key as well. On PostgreSQL row-level security is the second
wall. ``text()``, ``select(Row.__table__)`` and bulk inserts are not filtered, so they stay here.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    MetaData,
    Select,
    Table,
    Uuid,
    event,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator

from rotation.clock import new_id
from rotation.engines import LOCAL_SETTINGS, is_bug, local_values, open_engine
from rotation.errors import Unreachable
from rotation.repeated_reads import MEMORY, ReadMemory, forget

if TYPE_CHECKING:
    from sqlalchemy.pool import PoolProxiedConnection

_MARKS = {True: "PRAGMA data_version", False: "SELECT pg_current_snapshot()::text"}
"""What is new with every commit: of a SQLite file as one connection sees it; of a PostgreSQL,
exactly when the commit can be seen (the end of its log is written before that)."""
Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant; refuses naive values and always gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - same as below
        """Return the value in UTC; SQLite writes it down without a zone."""
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not enter the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the value as an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
    }


class Owned:
    """A row that belongs to one organisation."""

    organisation_id: Mapped[UUID] = mapped_column(index=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class InTeam(Owned):
    """A row that belongs to one team of an organisation."""

    team_id: Mapped[UUID] = mapped_column(index=True)


@dataclass(frozen=True)
class Fact:
    """Something that happened in this unit of work, noted once; see ``note``."""


class Database:
    """One database: its engine, and sessions bound to an organisation."""

    def __init__(self, url: str) -> None:
        """Open the database at ``sqlite:///…`` or ``postgresql://…``; nothing is read yet."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = open_engine(url)
        self._writing = self.engine.execution_options(writing=True)
        self._writing_at_once = self.engine.execution_options(writing=True, at_once=True)
        self._watching: PoolProxiedConnection | None = None
        self._watched, self._watch = object(), threading.Lock()

    @contextmanager
    def session(
        self,
        organisation: UUID | None,
        *,
        writing: bool = False,
        at_once: bool = False,
        teams: frozenset[UUID] | None = None,
        door: str = "",
    ) -> Iterator[Session]:
        """Yield a session that sees one organisation (and, if given, only some of its teams).

        Without an organisation it sees no owned row, except those of the one table that ``door``
        names on PostgreSQL. It commits nothing: the unit of work does. ``at_once``: it waits for
        no other writer.
        """
        writes = self._writing_at_once if at_once else self._writing
        bind = writes if writing else self.engine
        info = {
            "organisation": organisation,
            "teams": teams,
            "writing": writing,
            "door": door,
            MEMORY: ReadMemory(),
        }
        try:
            with Session(bind, expire_on_commit=False, autoflush=writing, info=info) as session:
                yield session
        except OperationalError as error:
            if is_bug(error):
                raise
            raise Unreachable("The database does not answer.") from error

    def change_mark(self) -> object:
        """Return what is the same as long as nobody commits to the database, in any process.

        Whatever is read after it is at least as new. Databases of one PostgreSQL share it, so that
        it may change without need; it costs far less than a look at a table.
        """
        with self._watch:
            driver = self.engine.dialect.loaded_dbapi
            try:
                if self._watching is None:
                    self._watching = self.engine.raw_connection()
                    self._watching.detach()  # it is kept, and the pool has as many as before
                    self._watched = object()
                cursor = self._watching.cursor()
                cursor.execute(_MARKS[self.is_sqlite])
                (mark,) = cursor.fetchone() or (None,)
                self._watching.rollback()
            except (DBAPIError, driver.Error) as error:
                self._forget_watching()
                raise Unreachable("The database does not answer.") from error
            return self._watched, mark

    def close(self) -> None:
        """Close all connections."""
        with self._watch:
            self._forget_watching()
        self.engine.dispose()

    def _forget_watching(self) -> None:
        if self._watching is not None:
            self._watching.close()
        self._watching = None


@event.listens_for(Session, "after_begin")
def _tell_postgresql(session: Session, _: object, connection: Any) -> None:
    if connection.dialect.name == "postgresql":
        at_once = bool(connection.get_execution_options().get("at_once"))
        organisation, door = session.info.get("organisation"), session.info.get("door", "")
        connection.execute(
            LOCAL_SETTINGS, local_values(connection.info, organisation, door, at_once=at_once)
        )


@event.listens_for(Session, "do_orm_execute")
def _only_mine(state: ORMExecuteState) -> None:
    info = state.session.info
    if "organisation" not in info or (info["organisation"] is None and info.get("door")):
        return
    organisation, teams = info["organisation"], info.get("teams")
    state.statement = state.statement.options(
        with_loader_criteria(
            Owned, lambda row: row.organisation_id == organisation, include_aliases=True
        )
    )
    if teams is not None:
        state.statement = state.statement.options(
            with_loader_criteria(InTeam, lambda row: row.team_id.in_(teams), include_aliases=True)
        )


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: object, _instances: object) -> None:
    info = session.info
    if not info.get("writing", True):
        raise RuntimeError("a reading session may not write")
    for row in session.new:
        if isinstance(row, Owned):
            row.organisation_id = info["organisation"]
        if isinstance(row, InTeam) and info.get("teams") is not None:
            _require_team(row.team_id, info["teams"])
    for row in (*session.dirty, *session.deleted):
        if isinstance(row, Owned) and row.organisation_id != info["organisation"]:
            raise RuntimeError("a row of another organisation reached this session")


def _require_team(team: UUID | None, teams: frozenset[UUID]) -> None:
    if team not in teams:
        raise RuntimeError("a row of another team reached this session")


def note(session: Session, fact: Fact) -> None:
    """Note once that something visible happened; the end of the unit of work follows it."""
    session.info.setdefault("facts", []).append(fact)


def facts(session: Session) -> tuple[Fact, ...]:
    """Return the facts noted in this unit of work, in order."""
    return tuple(session.info.get("facts", ()))


def organisation_of(session: Session) -> UUID:
    """Return the organisation the session is bound to."""
    organisation = session.info["organisation"]
    if not isinstance(organisation, UUID):
        raise TypeError("this session is bound to no organisation")
    return organisation


def teams_of(session: Session) -> frozenset[UUID] | None:
    """Return the teams that the session is limited to, or None when it sees every team."""
    teams: frozenset[UUID] | None = session.info.get("teams")
    return teams


def database_now(session: Session) -> datetime:
    """Return the clock of the database, which all processes share."""
    if session.get_bind().dialect.name == "sqlite":
        shown = session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(shown)).replace(tzinfo=UTC)
    instant = session.scalar(select(func.clock_timestamp()))
    if not isinstance(instant, datetime):
        raise TypeError("the database gave no time")
    return instant.astimezone(UTC)


def claim(
    session: Session,
    row: type[Owned],
    wanted: Select[UUID],
    values: Mapping[str, Any],
) -> list[tuple[UUID, UUID]]:
    """Take the rows that ``wanted`` selects by id, and return their (organisation, id).

    Each row is taken by one caller only: PostgreSQL skips rows that others hold, SQLite lets one
    writer in at a time. ``wanted`` brings its own order and limit. It crosses organisations, so
    nothing but ids comes back; the session needs the door of the table.
    """
    # A common table expression that locks runs once. A plain subquery PostgreSQL may run again for
    # every row it compares, each time skipping what it took already: more rows than the limit.
    held = wanted.with_for_update(skip_locked=True).cte("held")
    taken = session.execute(
        update(row)
        .where(row.id.in_(select(held.c.id)))
        .values(**values)
        .returning(row.organisation_id, row.id)
        .execution_options(synchronize_session=False)
    )
    return [(organisation, id_) for organisation, id_ in taken]


def insert_all(session: Session, row: type[Owned], values: Iterable[Mapping[str, Any]]) -> None:
    """Insert many rows at once, stamped with the organisation and with ids where they lack one."""
    _insert(session, row, values, unless=None)


def insert_new(
    session: Session, row: type[Owned], values: Iterable[Mapping[str, Any]], unless: Sequence[str]
) -> int:
    """Insert the rows that do not clash on the unique columns ``unless``; return how many."""
    return _insert(session, row, values, unless)


def add_up(
    session: Session, row: type[Base], values: Sequence[Mapping[str, Any]]
) -> dict[bytes, int]:
    """Add ``used`` of each row to the row of the same primary key; return the sums by ``name``."""
    table = _table(row)
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    given = make(table).values(list(values))
    summed = {"used": table.c.used + given.excluded.used}
    statement = given.on_conflict_do_update(index_elements=list(table.primary_key), set_=summed)
    found = session.connection().execute(statement.returning(table.c.name, table.c.used))
    return {bytes(name): used for name, used in found}


def _insert(
    session: Session,
    row: type[Owned],
    values: Iterable[Mapping[str, Any]],
    unless: Sequence[str] | None,
) -> int:
    organisation = organisation_of(session)
    stamped = [{"id": new_id(), **each, "organisation_id": organisation} for each in values]
    if issubclass(row, InTeam) and (teams := teams_of(session)) is not None:
        for each in stamped:
            _require_team(each.get("team_id"), teams)
    table = _table(row)
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    if unless is not None:
        statement = statement.on_conflict_do_nothing(index_elements=unless)
    if not stamped:
        return 0
    # Rows given beside the statement: it is compiled once. Without RETURNING it is prepared once,
    # too, and the drivers add up how many rows came in.
    counting = {"preserve_rowcount": True}
    forget(session, table.name)
    return session.connection().execute(statement, stamped, execution_options=counting).rowcount


def _table(row: type[Base] | type[Owned]) -> Table:
    table = getattr(row, "__table__", None)
    if not isinstance(table, Table):
        raise TypeError(f"{row.__name__} is no mapped table")
    return table


def overlap(
    start: ColumnElement[datetime], end: ColumnElement[datetime], first: datetime, last: datetime
) -> ColumnElement[bool]:
    """Return the condition that ``[start, end)`` has an instant in ``[first, last)``."""
    return (start < last) & (end > first)
