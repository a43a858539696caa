"""Channels of chats that are told of a team's rota: changes, gaps, versions, who comes on duty.

A channel stands beside the webhooks, so that what goes there waits, is repeated and ends as theirs
does; a weekly summary can be sent to it by its id, too.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.chat import connections, groups
from rotation.database import note
from rotation.errors import Conflict, Impossible, NotFound
from rotation.notices.facts import RemindersChanged
from rotation.notices.store import destinations as store

if TYPE_CHECKING:
    from rotation.notices.store.destinations import WebhookRow

MOST = 20


@dataclass(frozen=True)
class ChatChannel:
    """A channel of a chat and the events it is told of."""

    id: UUID
    place: str
    events: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None


def address(platform: str, connection: UUID, place: str) -> str:
    """Return a place on a connection as an address."""
    return f"{platform}/{connection}/{place}"


def listed(session: Session, team: UUID, connection: UUID) -> list[ChatChannel]:
    """Return the channels of a connection, oldest first."""
    return [_channel(row) for row in _of(session, team, connection)]


def create(
    session: Session,
    team: UUID,
    where: tuple[str, UUID, str],
    events: Collection[str],
    now: datetime,
) -> ChatChannel:
    """Tell a channel (platform, connection, place) of events; Conflict for one that is told."""
    url = address(*where)
    known = store.channels(session, team)
    if any(each.url == url for each in known):
        raise Conflict("This channel is told already.", field="/place")
    if len(known) >= MOST:
        raise Impossible("A team tells 20 channels at most.")
    row = store.add_webhook(
        session, team_id=team, url=url, events=sorted(set(events)), secret="", created_at=now
    )
    _note(session, row, "created")
    return _channel(row)


def delete(session: Session, team: UUID, connection: UUID, channel: UUID) -> None:
    """Tell a channel nothing more."""
    row = next((each for each in _of(session, team, connection) if each.id == channel), None)
    if row is None:
        raise NotFound("There is no such channel.", field="channel")
    _note(session, row, "deleted")
    store.delete_webhook(session, row)


def cut_off(session: Session, connection: UUID) -> None:
    """Cut a connection off at once: its channels are told nothing more, its groups stay as is."""
    team = connections.find(session, connection).team_id
    for row in _of(session, team, connection):
        _note(session, row, "deleted")
        store.delete_webhook(session, row)
    groups.remove_of(session, connection)
    connections.cut(session, connection)


def _of(session: Session, team: UUID, connection: UUID) -> "list[WebhookRow]":
    found = store.channels(session, team)
    return [each for each in found if each.url.split("/")[1] == str(connection)]


def _note(session: Session, row: "WebhookRow", action: Action) -> None:
    told = {"channel": row.url, "events": row.events}
    before, after = (None, told) if action == "created" else (told, None)
    note(session, Changed(action, "chat_channel", row.id, before, after, team=row.team_id))
    note(session, RemindersChanged(row.team_id))


def _channel(row: "WebhookRow") -> ChatChannel:
    place = row.url.split("/", 2)[2]
    return ChatChannel(row.id, place, tuple(row.events), row.created_at, row.disabled_at)
