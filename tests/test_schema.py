"""Migrations make exactly the mapped tables, up, down and up again, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from rotation import schema
from rotation.database import Base
from support.databases import empty_database


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_migrations_go_up_down_and_up_and_equal_the_tables(engine: str, tmp_path: Path) -> None:
    with empty_database(engine, tmp_path) as url:
        schema.migrate(url)
        schema.migrate(url, "base")
        schema.migrate(url)
        made = create_engine(url)
        with made.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": False})
            assert compare_metadata(context, Base.metadata) == []
            assert schema.is_current(connection)
        made.dispose()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_database_without_tables_is_not_current(engine: str, tmp_path: Path) -> None:
    with empty_database(engine, tmp_path) as url:
        made = create_engine(url)
        with made.connect() as connection:
            assert not schema.is_current(connection)
        made.dispose()


def test_every_owned_table_stands_behind_the_second_wall(fresh_url: str) -> None:
    if fresh_url.startswith("sqlite"):
        pytest.skip("SQLite has no row-level security")
    made = create_engine(fresh_url)
    with made.connect() as connection:
        owned = {
            table
            for table in inspect(connection).get_table_names()
            if any(c["name"] == "organisation_id" for c in inspect(connection).get_columns(table))
        }
        walled = set(
            connection.exec_driver_sql(
                "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            ).scalars()
        )
    made.dispose()
    assert owned
    assert owned <= walled
