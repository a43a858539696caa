"""Runs migrations on the connection it is given; imports every table so that metadata is whole."""

import importlib
import pkgutil
from typing import Literal

from alembic import context
from sqlalchemy import JSON, Connection, create_engine

import rotation
from rotation.database import Base, UtcDateTime

for package in pkgutil.iter_modules(rotation.__path__):
    if package.ispkg and importlib.util.find_spec(f"rotation.{package.name}.tables"):
        tables = importlib.import_module(f"rotation.{package.name}.tables")
        for module in pkgutil.iter_modules(getattr(tables, "__path__", ())):
            importlib.import_module(f"{tables.__name__}.{module.name}")


def as_written(kind: str, thing: object, _: object) -> str | Literal[False]:
    """Write our own column types by name in generated revisions."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "UtcDateTime()"
    return "Json" if kind == "type" and isinstance(thing, JSON) else False


def run(connection: Connection) -> None:
    """Run what the command asks for on one connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite" and bool(context.config.attributes),
        compare_type=True,
        render_item=as_written,
        # One transaction a revision: a kill leaves the revision before or the one after.
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if given := context.config.attributes.get("connection"):
    run(given)
else:  # `alembic -x url=sqlite:///empty.db revision --autogenerate`
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect() as made:
        run(made)
