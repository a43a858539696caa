"""Settings are read once until somebody changes one; rows that never change are read once."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from rotation.account import organisations
from rotation.account.tables import KeyRow, OrganisationRow
from rotation.clock import new_id
from rotation.database import Database, insert_all
from rotation.kept_reads import SETTINGS, kept, never_change
from rotation.rota.tables.plans import PlaceRow
from rotation.team.tables import ClosureRow

THEN = datetime(2026, 1, 1, tzinfo=UTC)
TEAM = new_id()


@kept
def closed(session: Session, team: UUID) -> tuple[str, ...]:
    """Return the names of the closed days of a team, in order."""
    wanted = select(ClosureRow.name).where(ClosureRow.team_id == team).order_by(ClosureRow.name)
    return tuple(session.scalars(wanted))


@kept
def secret(session: Session) -> tuple[str, ...]:
    """Read what is no setting."""
    return tuple(session.scalars(select(KeyRow.name)))


@never_change("place")
def weeks(session: Session, slots: Collection[UUID]) -> dict[UUID, str]:
    """Return the week of each of some slots."""
    wanted = select(PlaceRow.id, PlaceRow.week).where(PlaceRow.id.in_(slots))
    return dict(session.execute(wanted).all())


def close(session: Session, name: str) -> None:
    """Close a day of the team."""
    day = date(2026, 1, 1).replace(day=len(name) + 1)
    session.add(ClosureRow(team_id=TEAM, day=day, name=name))


def place(slot: UUID) -> dict[str, object]:
    """Return the columns of a slot."""
    return {"id": slot, "team_id": TEAM, "week": "2026-W01", "shift_id": new_id()}


@pytest.fixture
def organisation(database: Database) -> UUID:
    """An organisation whose team is closed on one day."""
    with database.session(None, writing=True) as session:
        made = organisations.create(session, "Nord", THEN)
        session.commit()
    with database.session(made, writing=True) as session:
        close(session, "A")
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


def read(database: Database, organisation: UUID) -> tuple[str, ...]:
    """Read the closed days in a unit of its own."""
    with database.session(organisation) as session:
        return closed(session, TEAM)


def test_settings_are_read_once_by_units_of_work(
    database: Database, organisation: UUID, sent: list[str]
) -> None:
    assert read(database, organisation) == ("A",)
    sent.clear()
    assert read(database, organisation) == ("A",)
    assert not [each for each in sent if "closure" in each]


def test_a_change_is_seen_by_the_next_unit_of_work(database: Database, organisation: UUID) -> None:
    assert read(database, organisation) == ("A",)
    with database.session(organisation, writing=True) as session:
        close(session, "BB")
        session.commit()
    assert read(database, organisation) == ("A", "BB")


def test_a_change_by_a_statement_is_seen(database: Database, organisation: UUID) -> None:
    assert read(database, organisation) == ("A",)
    with database.session(organisation, writing=True) as session:
        session.execute(update(ClosureRow).values(name="C"))
        session.commit()
    assert read(database, organisation) == ("C",)
    with database.session(organisation, writing=True) as session:
        session.execute(delete(ClosureRow))
        session.commit()
    assert read(database, organisation) == ()


def test_a_bulk_insert_is_seen(database: Database, organisation: UUID) -> None:
    assert read(database, organisation) == ("A",)
    row = {"team_id": TEAM, "day": date(2026, 2, 1), "name": "D"}
    with database.session(organisation, writing=True) as session:
        insert_all(session, ClosureRow, [row])
        session.commit()
    assert read(database, organisation) == ("A", "D")


def test_a_unit_of_work_sees_its_own_change_and_nobody_what_it_undoes(
    database: Database, organisation: UUID
) -> None:
    with database.session(organisation, writing=True) as session:
        assert closed(session, TEAM) == ("A",)
        close(session, "BB")
        assert closed(session, TEAM) == ("A", "BB")
        session.rollback()
    assert read(database, organisation) == ("A",)


def test_what_another_process_changes_is_seen(database: Database, organisation: UUID) -> None:
    assert read(database, organisation) == ("A",)
    other = Database(database.url.render_as_string(hide_password=False))
    try:
        with other.session(organisation, writing=True) as session:
            close(session, "BB")
            session.commit()
    finally:
        other.close()
    assert read(database, organisation) == ("A", "BB")


def test_what_was_changed_before_a_lock_was_given_is_seen(
    database: Database, organisation: UUID
) -> None:
    with database.session(organisation) as session:
        assert closed(session, TEAM) == ("A",)
        session.rollback()
        with database.session(organisation, writing=True) as other:
            close(other, "BB")
            other.commit()
        held = select(OrganisationRow.id).where(OrganisationRow.id == organisation)
        session.execute(held.with_for_update())
        assert closed(session, TEAM) == ("A", "BB")


def test_a_key_of_some_teams_is_given_what_it_may_see(
    database: Database, organisation: UUID
) -> None:
    assert read(database, organisation) == ("A",)
    with database.session(organisation, teams=frozenset({new_id()})) as session:
        assert closed(session, TEAM) == ()


def test_another_organisation_is_given_its_own(database: Database, organisation: UUID) -> None:
    assert read(database, organisation) == ("A",)
    with database.session(None, writing=True) as session:
        other = organisations.create(session, "Zuid", THEN)
        session.commit()
    assert read(database, other) == ()


def test_what_is_no_setting_cannot_be_kept(database: Database, organisation: UUID) -> None:
    with (
        database.session(organisation) as session,
        pytest.raises(RuntimeError, match="no settings are in"),
    ):
        secret(session)


def test_settings_are_tables_that_there_are() -> None:
    assert ClosureRow.metadata.tables.keys() >= SETTINGS


def test_rows_that_never_change_are_read_once(
    database: Database, organisation: UUID, sent: list[str]
) -> None:
    first, second = new_id(), new_id()
    with database.session(organisation, writing=True) as session:
        insert_all(session, PlaceRow, [place(first)])
        session.commit()
    with database.session(organisation) as session:
        assert weeks(session, [first]) == {first: "2026-W01"}
        sent.clear()
        assert weeks(session, [first]) == {first: "2026-W01"}
        assert not sent
        assert weeks(session, [first, second]) == {first: "2026-W01"}


def test_a_row_that_is_not_there_after_all_is_not_kept(
    database: Database, organisation: UUID
) -> None:
    slot = new_id()
    with database.session(organisation, writing=True) as session:
        insert_all(session, PlaceRow, [place(slot)])
        assert weeks(session, [slot]) == {slot: "2026-W01"}
        session.rollback()
    with database.session(organisation) as session:
        assert weeks(session, [slot]) == {}
