"""Groups of chat platforms that hold who is on duty, kept in step as people come on and go off.

A group that several teams feed holds the people on duty in any of them. Whoever is not linked to a
user of the platform is left out, and planners are told. What a group held is kept as a digest.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.chat import connections, store
from rotation.chat.facts import GroupOutOfStep
from rotation.chat.late_answers import LONGEST_STATE, WrittenMessage
from rotation.chat.message import ChatAccount
from rotation.chat.platforms import PLATFORMS
from rotation.database import Fact, database_now, note
from rotation.errors import Conflict, Impossible, NotFound
from rotation.kept_reads import kept
from rotation.rota import timeline
from rotation.rota.facts import DutyMoved
from rotation.rota.on_duty import duties
from rotation.team.facts import MemberLeft, TeamDeleted
from rotation.timespan import DAY, Span
from rotation.words import say

if TYPE_CHECKING:
    from rotation.chat.store import GroupRow

MOST = 20
"""How many groups a connection feeds."""
LEASE = timedelta(seconds=60)
"""Longer than the calls for one group may take: a process that dies holds it up no longer."""
_AT_ONCE = 50
_AGAIN, _REFUSED_AGAIN = timedelta(seconds=30), timedelta(hours=1)
"""When a group is tried again that the platform did not answer, or has refused to change."""


@dataclass(frozen=True)
class ChatGroup:
    """A group of a platform that a connection feeds.

    ``people`` is how many users it holds, by us, since ``synced_at``; None: nothing was written
    yet. ``failure`` says why it is not in step, and is None when it is; ``unlinked`` are members
    on duty who are not linked.
    """

    id: UUID
    group: str
    created_at: datetime
    people: int | None
    synced_at: datetime | None
    failure: str | None
    unlinked: tuple[UUID, ...]


@dataclass(frozen=True)
class GroupUpdate:
    """An update of a group: the users it is to hold from now on, as the platform knows them.

    ``was_empty``: it held nobody, or that is not known. ``until`` is when others may take it,
    ``next_at`` when the people on duty change, ``unlinked`` who is left out, by what feeds it.
    """

    account: ChatAccount
    group: str
    users: tuple[str, ...]
    was_empty: bool
    until: datetime
    next_at: datetime
    unlinked: dict[UUID, tuple[UUID, ...]]


def add(session: Session, connection_id: UUID, group: str, now: datetime) -> ChatGroup:
    """Have a group hold who is on duty in the team of a connection; Conflict when it does."""
    connection = connections.find(session, connection_id)
    known = PLATFORMS[connection.platform]
    if not known.has_groups:
        text = say("{platform} has no groups that we can change.", platform=known.title)
        raise Impossible(text, field="/group")
    if not connection.can_write:
        what = known.fields["token"]
        raise Impossible(say("Groups need: {what}.", what=what), field="/group")
    rows = store.groups(session, connection_id)
    if any(each.platform_group == group for each in rows):
        raise Conflict("This group is kept already.", field="/group")
    if len(rows) >= MOST:
        raise Impossible(say("A connection keeps {most} groups at most.", most=MOST))
    row = store.add_group(
        session,
        team_id=connection.team_id,
        connection_id=connection_id,
        platform=connection.platform,
        platform_group=group,
        created_at=now,
        next_at=database_now(session),
        unlinked=[],
    )
    _note(session, "created", row)
    return _group(row)


def listed(session: Session, connection_id: UUID) -> list[ChatGroup]:
    """Return the groups that a connection feeds, oldest first; NotFound for no connection."""
    connections.find(session, connection_id)
    return [_group(row) for row in store.groups(session, connection_id)]


def remove(session: Session, connection_id: UUID, group_id: UUID) -> None:
    """Feed a group no longer: whoever it holds by this connection alone goes, if others feed it."""
    found = store.groups(session, connection_id)
    row = next((each for each in found if each.id == group_id), None)
    if row is None:
        raise NotFound("There is no such group.", field="group")
    _delete(session, row)


def remove_of(session: Session, connection_id: UUID) -> None:
    """Feed no group any longer: the connection is cut off."""
    for row in store.groups(session, connection_id):
        _delete(session, row)


def follow(session: Session, noted: Sequence[Fact], now: datetime) -> None:  # noqa: ARG001 - the clock of the database decides
    """Have groups looked at whose people may be others than before."""
    found: set[UUID] = set()
    for fact in noted:
        match fact:
            case DutyMoved() | MemberLeft() | TeamDeleted():
                found.add(fact.team)
            case Changed(entity="chat_link", team=UUID() as team):
                found.add(team)
    if fed := {each for each in found if _feeds_any(session, each)}:
        store.renew_groups(session, fed, database_now(session))


def due(session: Session) -> list[tuple[UUID, UUID]]:
    """Return (organisation, id) of what is to be looked at; at the door ``chat_group``."""
    return store.groups_due(session, database_now(session), _AT_ONCE)


def next_due(session: Session) -> datetime | None:
    """Return when something is to be looked at the next time; at the same door."""
    return store.next_group(session)


def claim(session: Session, group_id: UUID) -> GroupUpdate | None:
    """Take a group; None when somebody else has it, or it holds the right people already."""
    now = database_now(session)
    row = store.group_if_there(session, group_id)
    if row is None:
        return None
    rows = store.feeding(session, row.platform, row.platform_group)
    if not store.lease_group(session, rows, now, now + LEASE):
        return None
    update = _update(session, rows, now)
    written = store.feeding(session, row.platform, row.platform_group)
    if all(each.digest == _digest(update.users) and not each.failure for each in written):
        end(session, update, WrittenMessage())
        return None
    return update


def end(session: Session, update: GroupUpdate, written: WrittenMessage) -> None:
    """Note how an update ended, and when the group is looked at again."""
    now = database_now(session)
    failure = written.failure[:LONGEST_STATE].replace("\x00", "") or None
    for row in store.feeding(session, update.account.platform, update.group):
        if row.lease_until != update.until or row.id not in update.unlinked:
            continue  # it was too slow and somebody else has it, or it was added meanwhile
        unlinked = update.unlinked[row.id]
        if (failure and failure != row.failure) or {*map(str, unlinked)} - {*row.unlinked}:
            reason = failure or ""
            note(
                session,
                GroupOutOfStep(row.team_id, row.id, row.platform_group, reason, unlinked),
            )
        row.lease_until, row.failure = None, failure
        row.unlinked = [str(each) for each in unlinked]
        if row.next_at == update.until:  # else the people have changed again
            row.next_at = _again(update, written, now)
        row.digest = row.held = None
        if failure is None:
            row.digest, row.held = _digest(update.users), len(update.users)
            row.synced_at = now
    session.flush()


@kept
def _feeds_any(session: Session, team: UUID) -> bool:
    return store.is_any_group(session, team)


def _again(update: GroupUpdate, written: WrittenMessage, now: datetime) -> datetime:
    if not written.failure:
        return update.next_at
    pause = _REFUSED_AGAIN if written.is_final else _AGAIN
    if written.retry_after is not None:
        pause = timedelta(seconds=min(written.retry_after, _REFUSED_AGAIN.total_seconds()))
    return min(now + pause, max(update.next_at, now))


def _update(session: Session, rows: "Sequence[GroupRow]", now: datetime) -> GroupUpdate:
    users: set[str] = set()
    unlinked, changes = {}, [now + DAY]
    for row in rows:
        spans = duties.between(session, row.team_id, Span(now, now + DAY))
        people = {each.member for each in timeline.on_duty(spans, now)}
        known = {
            each.member_id: each.platform_user
            for each in store.links_of(session, people)
            if each.connection_id == row.connection_id
        }
        users.update(known.values())
        unlinked[row.id] = tuple(sorted(people - known.keys()))
        if change := timeline.next_change(spans, now):
            changes.append(change)
    account = connections.account(session, rows[0].connection_id)
    was_empty = any(not each.held for each in rows)
    return GroupUpdate(
        account,
        rows[0].platform_group,
        tuple(sorted(users)),
        was_empty,
        now + LEASE,
        min(changes),
        unlinked,
    )


def _delete(session: Session, row: "GroupRow") -> None:
    _note(session, "deleted", row)
    platform, group = row.platform, row.platform_group
    store.delete_group(session, row)
    teams = {each.team_id for each in store.feeding(session, platform, group)}
    store.renew_groups(session, teams, database_now(session))


def _digest(users: Sequence[str]) -> bytes:
    return hashlib.sha256("\n".join(users).encode()).digest()


def _note(session: Session, action: Action, row: "GroupRow") -> None:
    told = {"connection": str(row.connection_id), "group": row.platform_group}
    before, after = (None, told) if action == "created" else (told, None)
    note(session, Changed(action, "chat_group", row.id, before, after, team=row.team_id))


def _group(row: "GroupRow") -> ChatGroup:
    unlinked = tuple(UUID(each) for each in row.unlinked)
    return ChatGroup(
        row.id,
        row.platform_group,
        row.created_at,
        row.held,
        row.synced_at,
        row.failure,
        unlinked,
    )
