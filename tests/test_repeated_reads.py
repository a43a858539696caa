"""An equal SELECT of a unit of work is sent once, and never answered from before a write."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Select, delete, event, func, select, update
from sqlalchemy.orm import Session

from rotation.account.tables import KeyRow
from rotation.clock import new_id
from rotation.database import Database, insert_all
from rotation.repeated_reads import remember

THEN = datetime(2026, 1, 1, tzinfo=UTC)
COUNT = select(func.count()).select_from(KeyRow)


def key_row(name: str) -> dict[str, object]:
    """Return the columns of a key."""
    return {
        "name": name,
        "prefix": "rk",
        "digest": new_id().bytes,
        "access": "bot",
        "privacy": "name",
        "created_at": THEN,
    }


@pytest.fixture
def organisation(database: Database) -> UUID:
    """An organisation with two keys."""
    made = new_id()
    with database.session(made, writing=True) as session:
        insert_all(session, KeyRow, [key_row("Ann"), key_row("Ben")])
        session.commit()
    return made


@pytest.fixture
def sent(database: Database) -> Iterator[list[str]]:
    """The statements that reach the database, as they do."""
    statements: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    yield statements
    event.remove(database.engine, "before_cursor_execute", keep)


def named(name: str) -> Select[UUID]:
    """Return the SELECT of the keys of a name."""
    return select(KeyRow.id).where(KeyRow.name == name)


def test_an_equal_select_is_sent_once(
    database: Database, organisation: UUID, sent: list[str]
) -> None:
    with database.session(organisation) as session:
        first = session.scalars(named("Ann")).all()
        before = len(sent)
        assert session.scalars(named("Ann")).all() == first
        assert len(sent) == before
        assert session.scalars(named("Ben")).all() != first
        assert len(sent) == before + 1


def test_rows_come_back_as_the_same_objects(database: Database, organisation: UUID) -> None:
    with database.session(organisation) as session:
        first = session.scalars(select(KeyRow).order_by(KeyRow.name)).all()
        again = session.scalars(select(KeyRow).order_by(KeyRow.name)).all()
        assert [id(each) for each in first] == [id(each) for each in again]
        assert len(first) == 2


def by_orm(session: Session) -> None:
    """Write a key as an object."""
    session.add(KeyRow(**key_row("Cis")))
    session.flush()


def by_orm_unflushed(session: Session) -> None:
    """Write a key as an object, to be flushed by the next SELECT."""
    session.add(KeyRow(**key_row("Cis")))


def by_bulk(session: Session) -> None:
    """Write a key beside the ORM."""
    insert_all(session, KeyRow, [key_row("Cis")])


def by_delete(session: Session) -> None:
    """Delete a key by a statement."""
    session.execute(delete(KeyRow).where(KeyRow.name == "Ann"))


@pytest.mark.parametrize(
    ("write", "left"), [(by_orm, 3), (by_orm_unflushed, 3), (by_bulk, 3), (by_delete, 1)]
)
def test_a_write_is_seen_by_the_next_select(
    database: Database, organisation: UUID, write: Callable[[Session], None], left: int
) -> None:
    with database.session(organisation, writing=True) as session:
        assert session.scalar(COUNT) == 2
        write(session)
        assert session.scalar(COUNT) == left


def test_a_change_by_a_statement_is_seen(database: Database, organisation: UUID) -> None:
    with database.session(organisation, writing=True) as session:
        assert session.scalars(named("Dan")).all() == []
        session.execute(update(KeyRow).where(KeyRow.name == "Ann").values(name="Dan"))
        assert len(session.scalars(named("Dan")).all()) == 1


def test_what_is_undone_is_seen(database: Database, organisation: UUID) -> None:
    with database.session(organisation, writing=True) as session:
        inner = session.begin_nested()
        by_orm(session)
        assert session.scalar(COUNT) == 3
        inner.rollback()
        assert session.scalar(COUNT) == 2


def test_a_lock_forgets_everything(database: Database, organisation: UUID, sent: list[str]) -> None:
    with database.session(organisation, writing=True) as session:
        session.scalar(COUNT)
        session.execute(select(KeyRow.id).where(KeyRow.name == "Ann").with_for_update())
        before = len(sent)
        session.scalar(COUNT)
        assert len(sent) == before + 1


def test_whoever_has_the_rows_of_a_select_spares_it_until_the_next_write(
    database: Database, organisation: UUID, sent: list[str]
) -> None:
    wanted = select(KeyRow.name, KeyRow.created_at).order_by(KeyRow.name)
    with database.session(organisation, writing=True) as session:
        known = session.execute(wanted).all()
        by_orm(session)
        before = len(sent)
        remember(session, wanted, [*known, ("Cis", THEN)])
        told = session.execute(wanted)
        assert list(told.keys()) == ["name", "created_at"]
        assert told.all() == [("Ann", THEN), ("Ben", THEN), ("Cis", THEN)]
        assert len(sent) == before
        session.execute(delete(KeyRow).where(KeyRow.name == "Cis"))
        assert session.execute(wanted).all() == known


def test_rows_told_are_forgotten_with_what_is_undone(
    database: Database, organisation: UUID
) -> None:
    with database.session(organisation, writing=True) as session:
        inner = session.begin_nested()
        by_orm(session)
        remember(session, COUNT, [(3,)])
        inner.rollback()
        assert session.scalar(COUNT) == 2
