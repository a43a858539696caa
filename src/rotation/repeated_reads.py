"""Reads repeated in one unit of work: a SELECT is answered again until one of its tables changes.

A change of a rota asks for the same team, members and versions in many places. Each place may ask
as if it were alone: the session answers an equal SELECT from memory. It forgets what a write has
touched, and everything at a lock, because somebody else may have written before it was given.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import FrozenResult, Result, Select, Table, TextClause, event
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import visitors

MEMORY = "repeated reads"
ANY_TABLE = "*"
"""Written by a statement that names no table."""
_ROWS = "rows of a repeated read"
_TABLES: dict[Hashable, frozenset[str]] = {}


class ReadMemory:
    """The results of a session, by statement and values, with the tables each was read from.

    ``written`` are the tables the session has written, ``revision`` is that of the organisation's
    settings since the last lock, None while nobody asked for it.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self.written: set[str] = set()
        self.revision: int | None = None
        self.staying: list[object] = []
        self._allowed: frozenset[str] | None = None
        self._results: dict[Hashable, FrozenResult[Any]] = {}  # Any: whatever a SELECT gives
        self._by_table: dict[str, set[Hashable]] = {}

    def get(self, key: Hashable) -> FrozenResult[Any] | None:
        """Return the result of an equal SELECT, if nothing has changed since."""
        return self._results.get(key)

    def keep(self, key: Hashable, tables: Iterable[str], result: FrozenResult[Any]) -> None:
        """Keep the result of a SELECT."""
        self._results[key] = result
        for table in tables:
            self._by_table.setdefault(table, set()).add(key)

    def forget(self, table: str) -> None:
        """Forget what was read from a table, which is written."""
        self.written.add(table)
        for key in self._by_table.pop(table, ()):
            self._results.pop(key, None)

    def clear(self) -> None:
        """Forget everything that was read."""
        self.revision = None
        self._results.clear()
        self._by_table.clear()

    @contextmanager
    def only(self, tables: frozenset[str]) -> Iterator[None]:
        """Let nothing else be read than some tables."""
        before, self._allowed = self._allowed, tables
        try:
            yield
        finally:
            self._allowed = before

    def check(self, tables: frozenset[str]) -> None:
        """Raise RuntimeError for tables that may not be read now."""
        if self._allowed is not None and not tables <= self._allowed:
            raise RuntimeError(f"no settings are in {sorted(tables - self._allowed)}")


def forget(session: Session, table: str) -> None:
    """Forget what a session has read from a table that is written beside the ORM."""
    memory = memory_of(session)
    if memory is not None:
        memory.forget(table)


def remember(
    session: Session, statement: Select[*tuple[Any, ...]], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Answer an equal SELECT by rows, until one of its tables changes.

    For whoever has read and then written its tables, and so has its rows without another SELECT.
    """
    if memory_of(session) is not None:
        session.execute(statement, execution_options={_ROWS: rows})


def stay(session: Session, row: object) -> None:
    """Let a row be found in the session by its id until the end, without another SELECT."""
    memory = memory_of(session)
    if memory is not None:
        memory.staying.append(row)


@event.listens_for(Session, "do_orm_execute")
def _answer(state: ORMExecuteState) -> Result[Any] | None:
    memory = memory_of(state.session)
    if memory is None:
        return None
    if not state.is_select:
        table = getattr(state.statement, "table", None)
        if isinstance(table, Table):
            memory.forget(table.name)
        else:
            if not isinstance(state.statement, TextClause):  # which database.py alone reads by
                memory.written.add(ANY_TABLE)
            memory.clear()
        return None
    if getattr(state.statement, "_for_update_arg", None) is not None:
        memory.clear()
        return None
    asks_anew = state.execution_options.get("populate_existing")
    if asks_anew or state.is_column_load or state.is_relationship_load:
        return None
    if state.session.autoflush:
        state.session.flush()
    return _remembered(state, memory)


def _remembered(state: ORMExecuteState, memory: ReadMemory) -> Result[Any] | None:
    # The caching example of SQLAlchemy's documentation tells statements apart like this.
    statement: Any = state.statement  # Any: the method has no type
    shape = statement._generate_cache_key()  # noqa: SLF001 - see above
    if shape is None:
        return None
    values = tuple(_plain(each.effective_value) for each in shape.bindparams)
    key = (shape.key, values, tuple(sorted((state.parameters or {}).items())))  # type: ignore[union-attr]  # a SELECT has one set
    tables = _tables(shape.key, statement)
    memory.check(tables)
    rows = state.execution_options.get(_ROWS)
    if rows is not None:
        names = SimpleResultMetaData([each["name"] for each in statement.column_descriptions])
        told: Result[Any] = IteratorResult(names, iter(rows))
        memory.keep(key, tables, told.freeze())
    result = memory.get(key)
    if result is None:
        result = state.invoke_statement().freeze()
        memory.keep(key, tables, result)
    return result()


@event.listens_for(Session, "after_flush")
def _forget_written(session: Session, _: object) -> None:
    memory = memory_of(session)
    if memory is not None:
        changed = (each for each in session.dirty if session.is_modified(each))
        rows = (*session.new, *changed, *session.deleted)
        for table in {each.__tablename__ for each in rows}:
            memory.forget(table)


@event.listens_for(Session, "after_soft_rollback")
def _forget_undone(session: Session, _: object) -> None:
    memory = memory_of(session)
    if memory is not None:
        memory.clear()


def memory_of(session: Session) -> ReadMemory | None:
    """Return what a session remembers; None where it was made without."""
    memory = session.info.get(MEMORY)
    return memory if isinstance(memory, ReadMemory) else None


def _plain(value: Any) -> Hashable:  # Any: values of a statement are plain
    return tuple(value) if isinstance(value, list | set | tuple | frozenset) else value


def _tables(shape: Hashable, statement: Any) -> frozenset[str]:  # Any: any kind of SELECT
    if shape not in _TABLES:
        parts = list(visitors.iterate(statement))
        tables = [*parts, *(getattr(each, "table", None) for each in parts)]
        _TABLES[shape] = frozenset(each.name for each in tables if isinstance(each, Table))
    return _TABLES[shape]
