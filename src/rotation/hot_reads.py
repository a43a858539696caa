"""Reads behind the hot answers: some columns of owned tables, by a statement compiled once.

A session costs several times what such a read does, and a read that every request makes is worth
a way of its own. The organisation is part of the statement, so it cannot be forgotten.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Select, Uuid, bindparam
from sqlalchemy.types import TypeEngine

from rotation.database import Database, Owned
from rotation.engines import GONE, LOCAL_SETTINGS, local_values
from rotation.errors import Unreachable

HotRow = Any
"""A row: a named tuple of the columns that the statement names."""
Way = Callable[[Any], Any]


class CompiledRead:
    """One row of a select whose first table belongs to the organisation, or stands at a door."""

    def __init__(
        self, wanted: Select[*tuple[Any, ...]], owned: type[Owned], *, door: str = ""
    ) -> None:
        """Read ``wanted`` of ``owned``; with a door (see ``schema.wall``) of any organisation."""
        mine = owned.organisation_id == bindparam("organisation", type_=Uuid())
        self._wanted = wanted if door else wanted.where(mine)
        self._door = door
        self._found = namedtuple("Found", wanted.selected_columns.keys())  # type: ignore[misc]  # noqa: PYI024 - the names are the statement's
        self._ready: dict[str, tuple[_Ready, _Ready]] = {}
        self._out: dict[str, tuple[Way | None, ...]] = {}

    def first(
        self, database: Database, organisation: UUID | None, **values: object
    ) -> HotRow | None:
        """Return the row for these values of its parameters, or None.

        Unreachable when the database does not answer, for which a driver has words of its own. It
        goes to the driver itself: what SQLAlchemy does around a statement costs more than one.
        """
        dialect = database.engine.dialect
        tell, read = self._of(dialect)
        driver = dialect.loaded_dbapi
        try:
            connection = database.engine.raw_connection()
            try:
                cursor = connection.cursor()
                if not database.is_sqlite:
                    tell.run(cursor, local_values(connection.info, organisation, self._door))
                read.run(cursor, {"organisation": organisation, **values})
                row = cursor.fetchone()
                return None if row is None else self._made(dialect, row, cursor.description)
            finally:
                connection.close()  # which rolls back
        except (*GONE, driver.OperationalError, driver.InterfaceError) as error:
            raise Unreachable("The database does not answer.") from error

    def _of(self, dialect: Dialect) -> "tuple[_Ready, _Ready]":
        if dialect.name not in self._ready:
            self._ready[dialect.name] = (
                _ready(LOCAL_SETTINGS, dialect),
                _ready(self._wanted, dialect),
            )
        return self._ready[dialect.name]

    def _made(self, dialect: Dialect, row: Any, described: Any) -> HotRow:  # Any: a driver's
        """Return a row of the driver as values of ours."""
        if dialect.name not in self._out:
            kinds = zip(self._wanted.selected_columns, described, strict=True)
            self._out[dialect.name] = tuple(
                _way(column.type, dialect).result_processor(dialect, seen[1])
                for column, seen in kinds
            )
        ways = self._out[dialect.name]
        return self._found(
            *(x if way is None else way(x) for x, way in zip(row, ways, strict=True))
        )


@dataclass(frozen=True)
class _Ready:
    """A statement in the words of a driver, with the ways of its values into it.

    ``fixed`` are values that stand in the statement itself.
    """

    sql: str
    places: tuple[str, ...] | None
    fixed: Mapping[str, object]
    into: Mapping[str, Way | None]

    def run(self, cursor: Any, values: Mapping[str, object]) -> None:  # Any: a driver's
        """Execute it with values for its parameters."""
        known = {**self.fixed, **values}
        given = {
            name: known[name] if way is None or known[name] is None else way(known[name])
            for name, way in self.into.items()
        }
        cursor.execute(self.sql, given if self.places is None else [given[n] for n in self.places])


def _ready(wanted: Select[*tuple[Any, ...]], dialect: Dialect) -> _Ready:
    compiled: Any = wanted.compile(dialect=dialect)  # Any: a compiler of the dialect
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    fixed = {name: bind.value for name, bind in binds.items() if bind.value is not None}
    into = {name: _way(bind.type, dialect).bind_processor(dialect) for name, bind in binds.items()}
    places = tuple(compiled.positiontup) if compiled.positional else None
    return _Ready(compiled.string, places, fixed, into)


def _way(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
