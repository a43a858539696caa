"""Chat platforms that may ask about a team: connected, listed, cut off, and heard once."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.chat import store
from rotation.chat.message import ChatAccount, Incoming
from rotation.chat.platforms import PLATFORMS, PlatformName
from rotation.database import Database, note
from rotation.errors import Impossible
from rotation.words import say

if TYPE_CHECKING:
    from rotation.chat.store import ConnectionRow

REMEMBERED = timedelta(minutes=10)
"""How long a message is known, so that it is not answered twice."""
BOTH_HOLD = timedelta(hours=1)
"""How long a secret that was replaced still proves messages."""
_DIGEST = "sha256:"
_REFUSED_EVERY = timedelta(minutes=1)
"""How often it is written down that a call was refused: anybody can make such calls."""


@dataclass(frozen=True)
class Connection:
    """A connection as it can be shown again: everything but the secrets.

    ``called`` says how the last call of the platform ended (answered, refused, repeated, ignored),
    ``sent`` how our last message to it did.
    """

    id: UUID
    team_id: UUID
    platform: str
    name: str
    privacy: str
    server: str | None
    account: str | None
    can_write: bool
    created_at: datetime
    called_at: datetime | None
    called: str | None
    sent_at: datetime | None
    sent: str | None


@dataclass(frozen=True)
class ConnectionSecret:
    """A connection as a message comes in on it, with what the message has to be proven with.

    ``secrets`` are those that hold, the newest first: in full, or digests where the platform shows
    us the secret. ``button_key`` signs the buttons of its messages.
    """

    id: UUID
    organisation: UUID
    team: UUID
    secrets: tuple[bytes, ...] = field(repr=False)
    button_key: bytes = field(repr=False)
    account: ChatAccount
    privacy: str
    called: str | None
    called_at: datetime | None


@dataclass(frozen=True)
class NewConnection:
    """A connection asked for; ``privacy`` is what answers tell about people.

    ``secret`` is what the platform has shown; None where it is made here, or there is none.
    """

    team: UUID
    platform: PlatformName
    secret: str | None
    name: str = ""
    privacy: str = "name"
    server: str | None = None
    account: str | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ShownSecrets:
    """The secrets a platform has to be given, shown this once: None where they came from it."""

    secret: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


def connect(
    session: Session, wanted: NewConnection, now: datetime
) -> tuple[Connection, ShownSecrets]:
    """Let a platform ask about a team; return what is shown this once beside it."""
    known = PLATFORMS[wanted.platform]
    for name in ("server", "account", "token"):
        if getattr(wanted, name) and name not in known.fields:
            text = say("{platform} has no such field.", platform=known.title)
            raise Impossible(text, field=f"/{name}")
    for name in known.needs:
        if not getattr(wanted, name):
            text = say("Say here: {what}.", what=known.fields[name])
            raise Impossible(text, field=f"/{name}")
    kept, shown = _secret(wanted.platform, wanted.secret)
    made = secrets.token_urlsafe(32) if known.name == "matrix" and not wanted.token else None
    row = store.add(
        session,
        team_id=wanted.team,
        platform=wanted.platform,
        secret=kept,
        button_key=secrets.token_bytes(32),
        name=wanted.name,
        privacy=wanted.privacy,
        server=wanted.server,
        account=wanted.account,
        token=wanted.token or made,
        created_at=now,
    )
    note(session, _changed("created", row))
    return _connection(row), ShownSecrets(shown, made)


def listed(session: Session, after: UUID | None, limit: int) -> list[Connection]:
    """Return the connections, oldest first."""
    return [_connection(row) for row in store.connections(session, after, limit)]


def find(session: Session, connection_id: UUID) -> Connection:
    """Return a connection; NotFound otherwise."""
    return _connection(store.connection(session, connection_id))


def account(session: Session, connection_id: UUID) -> ChatAccount:
    """Return who we are on the platform of a connection; NotFound otherwise."""
    return account_of(store.connection(session, connection_id))


def account_of(row: "ConnectionRow") -> ChatAccount:
    """Return who we are on the platform of a connection."""
    return ChatAccount(row.id, row.platform, "", row.server, row.account, row.token)


def rotate(
    session: Session, connection_id: UUID, secret: str | None, now: datetime
) -> tuple[Connection, ShownSecrets]:
    """Replace the secret of a connection; for an hour the one before proves messages, too."""
    row = store.connection(session, connection_id)
    if PLATFORMS[row.platform].made_by == "nobody":
        raise Impossible("This platform proves its messages without a secret of ours.")
    kept, shown = _secret(row.platform, secret)
    store.change(
        session,
        row,
        secret=kept,
        secret_before=row.secret,
        secret_before_until=now + BOTH_HOLD,
    )
    after = {"secret": "replaced"}
    note(session, Changed("changed", "chat_connection", row.id, after=after, team=row.team_id))
    return _connection(row), ShownSecrets(shown)


def cut(session: Session, connection_id: UUID) -> None:
    """Cut a connection off at once."""
    row = store.connection(session, connection_id)
    note(session, _changed("deleted", row))
    store.remove(session, row)


def line(
    database: Database, platform: str, connection_id: UUID, now: datetime
) -> ConnectionSecret | None:
    """Return the connection a message says it comes on, or None; nothing is proven yet."""
    found = store.of_id(database, platform, connection_id)
    if found is None:
        return None
    until = found.secret_before_until
    before = found.secret_before if until is not None and until > now else None
    return ConnectionSecret(
        found.id,
        found.organisation_id,
        found.team_id,
        tuple(_proof(each) for each in (found.secret, before) if each is not None),
        bytes(found.button_key),
        ChatAccount(found.id, platform, "", found.server, found.account, found.token),
        found.privacy,
        found.called,
        found.called_at,
    )


def is_new(session: Session, heard: ConnectionSecret, incoming: Incoming, now: datetime) -> bool:
    """Remember a message; tell whether it comes for the first time in ten minutes, or ever."""
    forget_at = None if incoming.is_kept else now + REMEMBERED
    return is_first(session, heard, incoming.key, forget_at)


def is_first(
    session: Session, heard: ConnectionSecret, key: str, forget_at: datetime | None
) -> bool:
    """Remember a key of a connection until an instant; tell whether it is not known already."""
    digest = hashlib.sha256(key.encode(errors="surrogatepass")).digest()
    return store.saw(session, (heard.team, heard.id), digest, forget_at)


def is_refusal_news(heard: ConnectionSecret, now: datetime) -> bool:
    """Tell whether it is to be written down that a call on a connection was refused."""
    at = heard.called_at
    return heard.called != "refused" or at is None or now - at > _REFUSED_EVERY


def was_called(session: Session, connection_id: UUID, how: str, now: datetime) -> None:
    """Remember how the last call of a platform ended."""
    store.was_called(session, connection_id, how, now)


def _secret(platform: str, given: str | None) -> tuple[str, str | None]:
    """Return what is kept of a secret, and the secret if it was made here."""
    known = PLATFORMS[platform]
    if known.made_by == "nobody":
        if given:
            text = say("{platform} has no such field.", platform=known.title)
            raise Impossible(text, field="/secret")
        return "", None
    if known.made_by == "platform" and not given:
        text = say("Say here: {what}.", what=say("the secret that the platform shows"))
        raise Impossible(text, field="/secret")
    made = None if given else secrets.token_urlsafe(32)
    secret = given or made or ""
    if known.is_compared:
        return _DIGEST + hashlib.sha256(secret.encode()).hexdigest(), made
    return secret, made


def _proof(kept: str) -> bytes:
    if kept.startswith(_DIGEST):
        return bytes.fromhex(kept.removeprefix(_DIGEST))
    return kept.encode()


def _changed(action: Action, row: "ConnectionRow") -> Changed:
    told: dict[str, Any] = {"platform": row.platform, "name": row.name, "privacy": row.privacy}
    told |= {"server": row.server, "account": row.account}
    before, after = (told, None) if action == "deleted" else (None, told)
    return Changed(action, "chat_connection", row.id, before, after, team=row.team_id)


def _connection(row: "ConnectionRow") -> Connection:
    return Connection(
        row.id,
        row.team_id,
        row.platform,
        row.name,
        row.privacy,
        row.server,
        row.account,
        bool(row.token),
        row.created_at,
        row.called_at,
        row.called,
        row.sent_at,
        row.sent,
    )
