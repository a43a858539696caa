"""All SQL of chats that may ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from rotation.chat.tables import ConnectionRow as ConnectionRow
from rotation.chat.tables import SeenRow
from rotation.database import Database, insert_new
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow

_BY_ID = CompiledRead(
    select(
        ConnectionRow.id,
        ConnectionRow.organisation_id,
        ConnectionRow.team_id,
        ConnectionRow.secret,
        ConnectionRow.privacy,
    ).where(
        ConnectionRow.id == bindparam("connection"),
        ConnectionRow.platform == bindparam("platform"),
    ),
    ConnectionRow,
    door="chat_connection",
)


def add(session: Session, **values: Any) -> ConnectionRow:
    """Insert a connection."""
    row = ConnectionRow(**values)
    session.add(row)
    session.flush()
    return row


def connection(session: Session, connection_id: UUID) -> ConnectionRow:
    """Return a connection; NotFound otherwise."""
    row = session.scalar(select(ConnectionRow).where(ConnectionRow.id == connection_id))
    if row is None:
        raise NotFound("There is no such chat connection.", field="connection")
    return row


def connections(session: Session, after: UUID | None, limit: int) -> Sequence[ConnectionRow]:
    """Return the connections, oldest first."""
    wanted = select(ConnectionRow).order_by(ConnectionRow.id).limit(limit)
    return session.scalars(wanted.where(ConnectionRow.id > after) if after else wanted).all()


def remove(session: Session, row: ConnectionRow) -> None:
    """Delete a connection with what it has sent."""
    session.execute(delete(SeenRow).where(SeenRow.connection_id == row.id))
    session.delete(row)
    session.flush()


def of_id(database: Database, platform: str, connection_id: UUID) -> HotRow | None:
    """Return (id, organisation, team, secret, privacy) of a connection, or None."""
    return _BY_ID.first(database, None, connection=connection_id, platform=platform)


def saw(
    session: Session, connection: tuple[UUID, UUID], digest: bytes, now: datetime, since: datetime
) -> bool:
    """Remember a message of a connection (team, id); tell whether it is the first time.

    What came in before ``since`` is forgotten.
    """
    team, connection_id = connection
    session.execute(
        delete(SeenRow).where(SeenRow.connection_id == connection_id, SeenRow.at < since)
    )
    values = {"team_id": team, "connection_id": connection_id, "digest": digest, "at": now}
    unless = ["organisation_id", "connection_id", "digest"]
    return insert_new(session, SeenRow, [values], unless) == 1
