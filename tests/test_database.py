"""Sessions see one organisation only, on both databases, and claims are taken once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from conftest import NOW
from rotation.account.tables import AuditRow, KeyRow
from rotation.clock import new_id
from rotation.database import Database, claim, database_now, insert_all, insert_new
from support.organisation import TestOrganisation

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def key_values(number: int, **more: object) -> dict[str, object]:
    """Return the columns of a key, distinct by number."""
    digest = str(number).encode() + new_id().bytes
    return {
        "name": f"k{number}",
        "prefix": "rk",
        "digest": digest,
        "access": "bot",
        "privacy": "name",
        "created_at": THEN,
        **more,
    }


@pytest.fixture
def two(database: Database) -> tuple[UUID, UUID]:
    """Two organisations, each with three keys."""
    organisations = new_id(), new_id()
    for organisation in organisations:
        with database.session(organisation, writing=True) as session:
            insert_all(session, KeyRow, [key_values(number) for number in range(3)])
            session.commit()
    return organisations


def test_entities_columns_counts_and_get_are_filtered(
    database: Database, two: tuple[UUID, UUID]
) -> None:
    mine, theirs = two
    with database.session(theirs) as session:
        foreign = session.scalars(select(KeyRow.id)).first()
    with database.session(mine) as session:
        assert {row.organisation_id for row in session.scalars(select(KeyRow))} == {mine}
        assert session.scalar(select(func.count()).select_from(KeyRow)) == 3
        assert len(session.scalars(select(KeyRow.name)).all()) == 3
        assert session.get(KeyRow, foreign) is None
        assert session.scalar(select(KeyRow.id).where(KeyRow.id == foreign)) is None


def test_bulk_updates_and_deletes_are_filtered(database: Database, two: tuple[UUID, UUID]) -> None:
    mine, theirs = two
    with database.session(mine, writing=True) as session:
        session.execute(update(KeyRow).values(name="mine"))
        session.execute(delete(KeyRow).where(KeyRow.access == "bot"))
        session.commit()
    with database.session(theirs) as session:
        assert set(session.scalars(select(KeyRow.name))) == {"k0", "k1", "k2"}


def test_without_an_organisation_nothing_is_seen(
    database: Database, two: tuple[UUID, UUID]
) -> None:
    with database.session(None) as session:
        assert session.scalars(select(KeyRow).where(KeyRow.organisation_id.in_(two))).all() == []


def test_postgresql_hides_rows_even_from_plain_sql(
    database: Database, two: tuple[UUID, UUID]
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no row-level security")
    with database.engine.connect() as connection:
        seen = connection.exec_driver_sql("SELECT count(*) FROM api_key").scalar()
        role = connection.exec_driver_sql(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).scalar()
    assert seen == 0
    assert role is False


def test_a_reading_session_refuses_to_write(home: TestOrganisation) -> None:
    with home.reading() as session:
        session.add(KeyRow(**key_values(1)))
        with pytest.raises(RuntimeError, match="may not write"):
            session.flush()


def test_the_audit_trail_cannot_be_rewritten(home: TestOrganisation) -> None:
    home.key()
    for statement in (update(AuditRow).values(actor="nobody"), delete(AuditRow)):
        with (
            pytest.raises(DBAPIError),
            home.work.database.session(home.owner.organisation, writing=True) as session,
        ):
            session.execute(statement)


def test_instants_come_back_aware_and_in_utc(home: TestOrganisation) -> None:
    home.key()
    with home.reading() as session:
        row = session.scalars(select(KeyRow)).all()[0]
        assert row.created_at == NOW
        assert row.created_at.utcoffset() == NOW.utcoffset()


def test_the_clock_of_the_database_is_aware(database: Database) -> None:
    with database.session(None) as session:
        assert abs((database_now(session) - database_now(session)).total_seconds()) < 5


def test_insert_new_skips_what_is_there(home: TestOrganisation) -> None:
    first, second = key_values(1), key_values(2)
    with home.writing() as session:
        assert insert_new(session, KeyRow, [first], ["digest"]) == 1
        assert insert_new(session, KeyRow, [first, second], ["digest"]) == 1


def test_a_row_is_claimed_by_one_of_many_threads(fresh_url: str) -> None:
    database, organisation = Database(fresh_url), new_id()
    with database.session(organisation, writing=True) as session:
        insert_all(session, KeyRow, [key_values(number) for number in range(200)])
        session.commit()

    def take(_: int) -> list[UUID]:
        mine: list[UUID] = []
        while True:
            with database.session(None, writing=True, door="api_key") as session:
                wanted = select(KeyRow.id).where(KeyRow.access == "bot").limit(7)
                taken = claim(session, KeyRow, wanted, {"access": "viewer"})
                session.commit()
            if not taken:
                return mine
            mine += [id_ for _, id_ in taken]

    with ThreadPoolExecutor(4) as threads:
        taken = [id_ for mine in threads.map(take, range(4)) for id_ in mine]
    database.close()
    assert len(taken) == len(set(taken)) == 200


def test_a_claim_keeps_its_limit_whatever_way_the_database_takes(fresh_url: str) -> None:
    database, organisation = Database(fresh_url), new_id()
    with database.session(organisation, writing=True) as session:
        insert_all(session, KeyRow, [key_values(number) for number in range(50)])
        session.commit()
    with database.session(None, writing=True, door="api_key") as session:
        if not database.is_sqlite:  # leave it nothing but a loop over every row
            for way in ("hashjoin", "mergejoin", "material", "hashagg", "sort", "memoize"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
        wanted = select(KeyRow.id).where(KeyRow.access == "bot").limit(1)
        assert len(claim(session, KeyRow, wanted, {"access": "viewer"})) == 1
    database.close()
