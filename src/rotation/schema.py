"""The schema: brought to the newest revision, and on PostgreSQL handed to a restricted role."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event, func, inspect, select, text

from rotation.database import Database
from rotation.deferred import deferred
from rotation.engines import ENGINE_OPTIONS, prepare_postgresql, prepare_sqlite
from rotation.errors import Conflict
from rotation.words import say

if TYPE_CHECKING:
    from alembic import command, config, op
else:
    # A database that is current is the rule: whoever starts a service then needs no Alembic.
    command, config, op = map(deferred, ("alembic.command", "alembic.config", "alembic.op"))

BACKUP = "app.backup"
"""A setting of a connection: when it is ``on``, the owner of the tables reads every row."""
BACKUP_POLICY = "backup"
"""The policy on each walled table that looks at it."""
_CHECKOUT = Path(__file__).parents[2] / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to a revision; on PostgreSQL the login role becomes the owner."""
    engine = create_engine(url, **ENGINE_OPTIONS)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_sqlite)
    else:
        event.listen(engine, "connect", prepare_postgresql)
    with engine.connect() as turn, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Recreating a parent table with foreign keys on would delete its children.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        else:
            # One at a time, until this transaction ends: a lock of the connection would stay with
            # the server behind a pooler.
            turn.execute(text("SELECT pg_advisory_xact_lock(7261)"))
        if revision != "head" or not is_current(connection):
            _upgrade(connection, revision)
        if engine.dialect.name == "postgresql" and is_current(connection):
            _grant(connection)
            connection.commit()
    engine.dispose()


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the newest revision."""
    return _revision(connection) == newest()


@cache
def newest() -> str:
    """Return the newest revision there is: revisions are numbered, and files named by them."""
    return max(each.name.partition("_")[0] for each in _folder().glob("versions/[0-9]*.py"))


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


def hidden_from_backups(connection: Connection) -> list[str]:
    """Return the walled tables of which a backup made by this login would lack rows."""
    hidden = text(
        "SELECT relname FROM pg_class JOIN pg_roles ON rolname = session_user"
        " WHERE relforcerowsecurity AND NOT rolsuper AND NOT rolbypassrls"
        " AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid"
        " AND polname = :policy AND polroles @> ARRAY[pg_roles.oid]) ORDER BY relname"
    )
    return list(connection.scalars(hidden, {"policy": BACKUP_POLICY}))


def require_restricted(database: Database) -> None:
    """Refuse a PostgreSQL that serves us as a role from which row-level security hides nothing."""
    if database.is_sqlite:
        return
    whom = select(func.current_user(), text("rolsuper OR rolbypassrls")).where(
        text("rolname = current_user")
    )
    with database.session(None) as session:
        role, sees_all = session.execute(whom.select_from(text("pg_roles"))).one()
    if sees_all or not role.startswith("rotation_service_of_"):
        raise Conflict(
            say(
                "The database hides nothing from {role}, as whom we come: run `rotation migrate`.",
                role=role,
            )
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _upgrade(connection: Connection, revision: str) -> None:
    asked = _config()
    asked.attributes["connection"] = connection
    current = _revision(connection)
    connection.commit()
    if revision == "base" or (current and revision != "head" and revision < current):
        command.downgrade(asked, revision)
    else:
        command.upgrade(asked, revision)
    connection.commit()


def _folder() -> Path:
    # An editable install copies migrations into site-packages, where they go stale: the checkout
    # comes first.
    if _CHECKOUT.is_dir():
        return _CHECKOUT
    return Path(str(resources.files("rotation"))) / "_migrations"


def _config() -> "config.Config":
    made = config.Config()
    made.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


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
    # To the owner alone: the policy is no part of any query of the restricted role.
    for table in map(connection.dialect.identifier_preparer.quote, hidden_from_backups(connection)):
        connection.execute(text(f"DROP POLICY IF EXISTS {BACKUP_POLICY} ON {table}"))
        connection.execute(
            text(
                f"CREATE POLICY {BACKUP_POLICY} ON {table} FOR SELECT TO SESSION_USER"
                f" USING (current_setting('{BACKUP}', true) = 'on')"
            )
        )
