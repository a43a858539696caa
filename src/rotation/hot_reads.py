"""Reads behind the hot answers: some columns of owned tables, by a statement compiled once.

A session costs several times what such a read does, and a read that every request makes is worth
a way of its own. The organisation is part of the statement, so it cannot be forgotten.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, func, select

from rotation.database import Database, Owned

Found = Row[*tuple[Any, ...]]
"""A row whose columns the statement names."""
_TELL = select(
    func.set_config("app.tenant", bindparam("organisation"), True),  # noqa: FBT003 - SQL has no keywords
    func.set_config("app.door", bindparam("door"), True),  # noqa: FBT003 - same
)


class HotRead:
    """One row of a select whose first table belongs to the organisation, or stands at a door."""

    def __init__(
        self, wanted: Select[*tuple[Any, ...]], owned: type[Owned], *, door: str = ""
    ) -> None:
        """Read ``wanted`` of ``owned``; with a door (see ``schema.wall``) of any organisation."""
        mine = owned.organisation_id == bindparam("organisation", type_=Uuid())
        self._wanted = wanted if door else wanted.where(mine)
        self._door = door

    def first(
        self, database: Database, organisation: UUID | None, **values: object
    ) -> Found | None:
        """Return the row for these values of its parameters, or None."""
        with database.engine.connect() as connection:
            if not database.is_sqlite:
                told = {"organisation": str(organisation or ""), "door": self._door}
                connection.execute(_TELL, told)
            return connection.execute(
                self._wanted, {"organisation": organisation, **values}
            ).first()
