"""Chat platforms that may ask about a team: connected, listed, cut off, and heard once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.chat import store
from rotation.database import Database, note

if TYPE_CHECKING:
    from rotation.chat.store import ConnectionRow

Platform = Literal["slack"]
REMEMBERED = timedelta(minutes=10)
"""How long a message is known, so that it is not answered twice."""


@dataclass(frozen=True)
class Connection:
    """A connection as it can be shown again: everything but the secret."""

    id: UUID
    team_id: UUID
    platform: str
    name: str
    privacy: str
    created_at: datetime


@dataclass(frozen=True)
class ConnectionSecret:
    """A connection as a message comes in on it, with the secret the platform signs with."""

    id: UUID
    organisation: UUID
    team: UUID
    secret: bytes
    privacy: str


@dataclass(frozen=True)
class NewConnection:
    """A connection asked for; ``privacy`` is what answers tell about people."""

    team: UUID
    platform: Platform
    secret: str
    name: str = ""
    privacy: str = "name"


def connect(session: Session, wanted: NewConnection, now: datetime) -> Connection:
    """Let a platform ask about a team."""
    row = store.add(
        session,
        team_id=wanted.team,
        platform=wanted.platform,
        secret=wanted.secret,
        name=wanted.name,
        privacy=wanted.privacy,
        created_at=now,
    )
    note(session, _changed("created", row))
    return _connection(row)


def listed(session: Session, after: UUID | None, limit: int) -> list[Connection]:
    """Return the connections, oldest first."""
    return [_connection(row) for row in store.connections(session, after, limit)]


def cut(session: Session, connection_id: UUID) -> None:
    """Cut a connection off at once."""
    row = store.connection(session, connection_id)
    note(session, _changed("deleted", row))
    store.remove(session, row)


def line(database: Database, platform: Platform, connection_id: UUID) -> ConnectionSecret | None:
    """Return the connection a message says it comes on, or None; nothing is proven yet."""
    found = store.of_id(database, platform, connection_id)
    if found is None:
        return None
    secret: bytes = found.secret.encode()
    return ConnectionSecret(found.id, found.organisation_id, found.team_id, secret, found.privacy)


def is_new(session: Session, heard: ConnectionSecret, digest: bytes, now: datetime) -> bool:
    """Remember a message; tell whether it comes for the first time in ten minutes."""
    return store.saw(session, (heard.team, heard.id), digest, now, now - REMEMBERED)


def _changed(action: Action, row: "ConnectionRow") -> Changed:
    told = {"platform": row.platform, "name": row.name, "privacy": row.privacy}
    before, after = (told, None) if action == "deleted" else (None, told)
    return Changed(action, "chat_connection", row.id, before, after, team=row.team_id)


def _connection(row: "ConnectionRow") -> Connection:
    return Connection(row.id, row.team_id, row.platform, row.name, row.privacy, row.created_at)
