"""The schema: brought to the newest revision, and on PostgreSQL handed to a restricted role."""

from functools import cache
from importlib import resources
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, text

from rotation.engines import ENGINE_OPTIONS, prepare_sqlite

_CHECKOUT = Path(__file__).parents[2] / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to a revision; on PostgreSQL the login role becomes the owner."""
    engine = create_engine(url, **ENGINE_OPTIONS)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_sqlite)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Recreating a parent table with foreign keys on would delete its children.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SELECT pg_advisory_lock(7261)"))
            connection.commit()
        _upgrade(connection, revision)
        if engine.dialect.name == "postgresql" and is_current(connection):
            _grant(connection)
            connection.commit()
    engine.dispose()


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the newest revision."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return MigrationContext.configure(connection).get_current_revision() == _newest()


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def wall(*tables: str, door: bool = False) -> None:
    """Let the restricted role see only rows of the organisation in ``app.tenant``.

    ``door`` lets a session whose ``app.door`` names the table see all its rows: for secrets that
    are looked up by digest, and for claims. For migrations; on SQLite there is no second wall.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    mine = "organisation_id = nullif(current_setting('app.tenant', true), '')::uuid"
    for table in tables:
        seen = f"{mine} OR current_setting('app.door', true) = '{table}'" if door else mine
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY mine ON "{table}" USING ({seen})')


def _upgrade(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    if revision == "base" or (current and revision != "head" and revision < current):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
    connection.commit()


def _config() -> Config:
    # An editable install copies migrations into site-packages, where they go stale: the checkout
    # comes first.
    folder = (
        _CHECKOUT if _CHECKOUT.is_dir() else Path(str(resources.files("rotation"))) / "_migrations"
    )
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _grant(connection: Connection) -> None:
    """Make the restricted role of this login and give it what the service needs, no more."""
    role = connection.scalar(text("SELECT 'rotation_service_of_' || session_user"))
    quoted = connection.dialect.identifier_preparer.quote(str(role))
    connection.execute(
        text(
            f"DO $$ BEGIN CREATE ROLE {quoted} NOLOGIN; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    )
    for statement in (
        f"GRANT {quoted} TO CURRENT_USER",
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        f"REVOKE UPDATE, DELETE ON audit FROM {quoted}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}",
    ):
        connection.execute(text(statement))
