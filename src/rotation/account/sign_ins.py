"""Sign-in by one-time links: a link is made, opens a browser session once, and is spent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.access import Access, Actor
from rotation.account.facts import Changed
from rotation.account.store import sign_ins as store
from rotation.database import Database, note
from rotation.errors import Impossible, NotFound, NotSignedIn

if TYPE_CHECKING:
    from rotation.account.store.sign_ins import SignInLinkRow

LINK_HOURS = 24
"""How long a sign-in link can be used."""
_PLANNING, _OWN = timedelta(hours=12), timedelta(days=30)
"""How long a session lasts: of who may plan, and of members and viewers on their phones."""
KEPT = timedelta(days=7)
"""How long what has expired is kept."""


@dataclass(frozen=True)
class Invitation:
    """The reader a sign-in link is for: an access level, a member or nobody, and their teams.

    ``asks_first``: opening the link shows a button, because mail scanners follow links.
    """

    name: str
    access: Access
    member: UUID | None = None
    teams: tuple[UUID, ...] | None = None
    asks_first: bool = True


@dataclass(frozen=True)
class Link:
    """A sign-in link that can still be used."""

    id: UUID
    organisation: UUID
    name: str
    asks_first: bool


def invite(session: Session, invitation: Invitation, now: datetime) -> str:
    """Make a sign-in link and return its token, which is shown this once."""
    if invitation.access is Access.BOT:
        raise Impossible("A bot signs in with a key.", field="/access")
    if invitation.access is Access.MEMBER and invitation.member is None:
        raise Impossible("A sign-in with access member names its member.", field="/member")
    secret = tokens.new_sign_in_token()
    row = store.add_link(
        session,
        digest=secret.digest,
        name=invitation.name,
        access=invitation.access.value,
        member_id=invitation.member,
        teams=[str(each) for each in invitation.teams] if invitation.teams is not None else None,
        asks_first=invitation.asks_first,
        created_at=now,
        expires_at=now + timedelta(hours=LINK_HOURS),
    )
    note(session, Changed("created", "sign_in_link", row.id, after=_audited(row)))
    return secret.shown


def link_of(database: Database, token: str, now: datetime) -> Link:
    """Return the link of a token; NotFound for a malformed, unknown, used or expired one alike."""
    known = tokens.is_sign_in_token(token)
    row = store.link_by_digest(database, tokens.digest(token)) if known else None
    if row is None or row.used_at or row.expires_at <= now:
        raise NotFound("This link is not valid any more. Ask for a new one.")
    return Link(row.id, row.organisation_id, row.name, row.asks_first)


def open_session(session: Session, link: Link, now: datetime) -> tuple[str, timedelta]:
    """Use up a link; return the token of the session it opens and how long that lasts."""
    row = store.use_link(session, link.id, now)
    if row is None:
        raise NotFound("This link is not valid any more. Ask for a new one.")
    plans = row.access in {Access.OWNER, Access.MANAGER}
    lasts = _PLANNING if plans else _OWN
    secret = tokens.new_session_token()
    made = store.add_session(
        session,
        digest=secret.digest,
        name=row.name,
        access=row.access,
        member_id=row.member_id,
        teams=row.teams,
        created_at=now,
        expires_at=now + lasts,
    )
    note(session, Changed("created", "session", made.id, after=_audited(row)))
    return secret.shown, lasts


def actor_of(database: Database, token: str, now: datetime) -> Actor:
    """Return who signs in with a session token; NotSignedIn when it opens nothing (any more)."""
    known = tokens.is_session_token(token)
    row = store.session_by_digest(database, tokens.digest(token)) if known else None
    if row is None or row.ended_at or row.expires_at <= now:
        raise NotSignedIn("You are not signed in.")
    return Actor(
        organisation=row.organisation_id,
        access=Access(row.access),
        key_id=row.id,
        name=row.name,
        teams=frozenset(UUID(team) for team in row.teams) if row.teams is not None else None,
        member=row.member_id,
    )


def end(session: Session, session_id: UUID, now: datetime) -> None:
    """End a session; its cookie opens nothing from this moment on."""
    store.end_session(session, session_id, now)
    note(session, Changed("deleted", "session", session_id))


def end_of(session: Session, member: UUID, now: datetime) -> None:
    """End every session of a member and delete their links."""
    store.delete_links_of(session, member)
    for row in store.sessions_of(session, member):
        row.name = ""
        end(session, row.id, now)


def forget(session: Session, now: datetime) -> None:
    """Delete the links and sessions that expired a week ago."""
    store.delete_expired(session, now - KEPT)


def _audited(row: "SignInLinkRow") -> dict[str, object]:
    member = str(row.member_id) if row.member_id else None
    return {"access": row.access, "member": member, "teams": row.teams}
