"""Links: which member a platform's user is, by a one-time code or by the planner's word.

Never by a name that is shown: anybody may call themselves as they like.
"""

import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.chat import connections, store
from rotation.chat.connections import ConnectionSecret
from rotation.database import Database, Fact, note
from rotation.errors import Conflict, Impossible, NotFound
from rotation.team import members
from rotation.team.facts import MemberLeft

if TYPE_CHECKING:
    from rotation.chat.store import LinkRow

CODE_HOLDS = timedelta(minutes=10)
MOST_TRIES = 5
"""How many codes a platform's user may try in ten minutes."""
LONGEST_USER = 255
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What a code is made of: nothing that looks like something else."""
_CODE = re.compile(rf"[{_SIGNS}]{{6}}", re.ASCII)


@dataclass(frozen=True)
class ChatLink:
    """A link: the member that a user of a platform is; ``place``: where they spoke to us alone."""

    id: UUID
    connection: UUID
    user: str
    member: UUID
    place: str | None
    made_at: datetime


def member_of(database: Database, heard: ConnectionSecret, user: str) -> UUID | None:
    """Return the member that a platform's user is linked to, or None; it needs no session."""
    if not user:
        return None
    return store.member_of(database, heard.organisation, heard.id, user)


def new_code(session: Session, member_id: UUID, now: datetime) -> tuple[str, datetime]:
    """Make a one-time code for a member, in place of any before; return it and when it ends."""
    member = members.find(session, member_id)
    code, until = "".join(secrets.choice(_SIGNS) for _ in range(6)), now + CODE_HOLDS
    store.add_code(
        session,
        team_id=member.team_id,
        member_id=member.id,
        digest=_digest(code),
        expires_at=until,
    )
    after = {"expires_at": until.isoformat()}
    note(
        session,
        Changed("created", "chat_link_code", member.id, after=after, team=member.team_id),
    )
    return code, until


def use_code(
    session: Session, heard: ConnectionSecret, user: str, code: str, now: datetime
) -> UUID | None:
    """Link a platform's user to the member of a code; None for a wrong one, or a sixth try."""
    typed = code.upper()
    store.forget(session, heard.id, now)
    tries = (
        connections.is_first(session, heard, f"code|{user}|{number}", now + CODE_HOLDS)
        for number in range(MOST_TRIES)
    )
    if not any(tries) or not _CODE.fullmatch(typed):
        return None
    member = store.use_code(session, heard.team, _digest(typed), now)
    if member is not None:
        _set(session, heard.id, heard.team, (user, member), now)
    return member


def put(
    session: Session, connection_id: UUID, user: str, member_id: UUID, now: datetime
) -> ChatLink:
    """Link a platform's user to a member of the team, in place of any link before."""
    connection = connections.find(session, connection_id)
    member = members.find(session, member_id)
    if member.team_id != connection.team_id:
        raise Impossible("This member is on another team.", field="/member")
    return _set(session, connection.id, connection.team_id, (user, member.id), now)


def listed(session: Session, connection_id: UUID, after: UUID | None, limit: int) -> list[ChatLink]:
    """Return the links of a connection, oldest first."""
    connections.find(session, connection_id)
    return [_link(row) for row in store.links(session, connection_id, after, limit)]


def of_member(session: Session, member_id: UUID, after: UUID | None, limit: int) -> list[ChatLink]:
    """Return the links of a member, oldest first; NotFound for no member."""
    members.find(session, member_id)
    found = [_link(row) for row in store.links_of(session, [member_id])]
    return [each for each in found if after is None or each.id > after][:limit]


def of_members(session: Session, chosen: Collection[UUID]) -> list[ChatLink]:
    """Return the links of some members, oldest first."""
    return [_link(row) for row in store.links_of(session, chosen)]


def remove(session: Session, connection_id: UUID, link_id: UUID) -> None:
    """Delete a link; its user is nobody we know from now on."""
    row = store.link_of_id(session, link_id)
    if row.connection_id != connection_id:
        raise NotFound("There is no such link.", field="link")
    _note(session, "deleted", row)
    store.delete_link(session, row)


def unlink(session: Session, connection_id: UUID, user: str) -> None:
    """Delete the link of a platform's user; Conflict when there is none."""
    row = store.link(session, connection_id, user)
    if row is None:
        raise Conflict("You are not linked to anybody.")
    _note(session, "deleted", row)
    store.delete_link(session, row)


def spoke_alone(session: Session, connection_id: UUID, user: str, place: str) -> None:
    """Remember where a platform's user speaks to us alone: messages to them go there."""
    row = store.link(session, connection_id, user)
    if row is not None and row.place != place:
        row.place = place
        session.flush()


def forget(session: Session, now: datetime) -> None:
    """Delete the codes that have expired, and what was remembered of messages long enough."""
    store.delete_codes(session, now)


def follow(session: Session, noted: Sequence[Fact], now: datetime) -> None:  # noqa: ARG001 - as every follower
    """Forget members who are erased."""
    for fact in noted:
        if isinstance(fact, MemberLeft):
            store.forget_member(session, fact.team, fact.member)


def _set(
    session: Session, connection: UUID, team: UUID, who: tuple[str, UUID], now: datetime
) -> ChatLink:
    user, member = who
    before = store.link(session, connection, user)
    if before is not None:
        _note(session, "deleted", before)
        store.delete_link(session, before)
    row = store.add_link(
        session,
        team_id=team,
        connection_id=connection,
        platform_user=user,
        member_id=member,
        made_at=now,
    )
    _note(session, "created", row)
    return _link(row)


def _note(session: Session, action: Action, row: "LinkRow") -> None:
    # What somebody is called on a platform is personal: it goes with its subject.
    said = {"connection": str(row.connection_id), "user": row.platform_user}
    before, after = (None, said) if action == "created" else (said, None)
    subject, team = row.member_id, row.team_id
    note(session, Changed(action, "chat_link", row.id, before, after, team, subject=subject))


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode(errors="replace")).digest()


def _link(row: "LinkRow") -> ChatLink:
    return ChatLink(
        row.id, row.connection_id, row.platform_user, row.member_id, row.place, row.made_at
    )
