"""API keys: made, listed, revoked, and turned into an actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.access import Access, Actor
from rotation.account.facts import Changed
from rotation.account.store import keys as store
from rotation.database import Database, note, teams_of
from rotation.errors import Conflict, Impossible, NotAllowed, NotFound, NotSignedIn

if TYPE_CHECKING:
    from rotation.account.store.keys import KeyRow
    from rotation.hot_reads import HotRow

_USED_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Grant:
    """The rights of a new key: its level, the teams and member it is limited to, its end.

    ``privacy`` is what on-duty answers tell the key about people: ``name``, ``role`` or
    ``contact``. ``may_write`` False: it changes nothing, whatever its level may do.
    """

    access: Access
    name: str = ""
    teams: tuple[UUID, ...] | None = None
    member: UUID | None = None
    expires_at: datetime | None = None
    privacy: str = "name"
    may_write: bool = True


@dataclass(frozen=True)
class Key:
    """A key as it can be shown again: everything but the secret."""

    id: UUID
    prefix: str
    grant: Grant
    created_at: datetime
    last_used_at: datetime | None


def make(session: Session, grant: Grant, now: datetime) -> tuple[Key, str]:
    """Make a key and return it with its secret, which is shown this once.

    Impossible for a grant that can never be used; NotAllowed when a session that is limited to
    some teams would grant more than them.
    """
    _require_within(session, grant)
    if grant.access is Access.MEMBER and grant.member is None:
        raise Impossible("A key with access member has to name its member.", field="/member")
    if grant.expires_at and grant.expires_at <= now:
        raise Impossible("A key has to expire in the future.", field="/expires_at")
    secret = tokens.new_key()
    row = store.add(
        session,
        name=grant.name,
        prefix=secret.prefix,
        digest=secret.digest,
        access=grant.access.value,
        teams=[str(team) for team in grant.teams] if grant.teams is not None else None,
        member_id=grant.member,
        privacy=grant.privacy,
        may_write=grant.may_write,
        created_at=now,
        expires_at=grant.expires_at,
    )
    note(session, Changed("created", "key", row.id, after=_audited(row), subject=row.member_id))
    return _key(row), secret.shown


def revoke(session: Session, key_id: UUID, now: datetime) -> None:
    """Revoke a key; it opens nothing from this moment on.

    NotFound for a key that reaches beyond the teams of the session; Conflict for the last owner
    key of the organisation, without which nobody could make another.
    """
    row = store.key(session, key_id)
    if not _is_within(session, row.teams):
        raise NotFound("There is no such key.")
    if _owns_all(row) and all(each.id == row.id for each in _owner_keys(session, now)):
        raise Conflict(
            "This is the last owner key: make another one first.", extra={"key": str(row.id)}
        )
    row.revoked_at = now
    note(session, Changed("deleted", "key", row.id, before=_audited(row), subject=row.member_id))


def revoke_of(session: Session, member: UUID, now: datetime) -> None:
    """Revoke every key of a member who is erased, and forget what they were called."""
    for row in store.keys_of(session, member):
        row.name = ""
        revoke(session, row.id, now)


def listed(session: Session, after: UUID | None, limit: int) -> Sequence[Key]:
    """Return the keys that have not been revoked, oldest first.

    A session that is limited to some teams lists the keys that reach no further than it does.
    """
    # Which keys are within some teams only we can tell: of all that there are.
    found = store.keys(session, after, limit if teams_of(session) is None else None)
    return [_key(row) for row in found if _is_within(session, row.teams)][:limit]


def actor_of(database: Database, shown: str, now: datetime) -> tuple[Actor, bool]:
    """Return the actor of a key, and whether its use should be stamped.

    NotSignedIn for a malformed, unknown, revoked or expired key alike.
    """
    row = store.key_by_digest(database, tokens.digest(shown)) if tokens.is_key(shown) else None
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now):
        raise NotSignedIn("This key is not valid.")
    stale = row.last_used_at is None or now - row.last_used_at >= _USED_AGAIN
    return _actor(row), stale


def stamp_used(session: Session, key_id: UUID, now: datetime) -> None:
    """Remember, to the hour, that a key was used."""
    store.stamp_used(session, key_id, now)


def _require_within(session: Session, grant: Grant) -> None:
    if not _is_within(session, grant.teams):
        raise NotAllowed(
            "A key limited to some teams makes keys for these teams only: name them.",
            field="/teams",
        )


def _is_within(session: Session, teams: Sequence[UUID | str] | None) -> bool:
    """Tell whether a key of some teams (None: of all) reaches no further than the session."""
    mine = teams_of(session)
    return mine is None or (teams is not None and {UUID(str(each)) for each in teams} <= mine)


def _owns_all(row: "KeyRow") -> bool:
    return row.access == Access.OWNER and row.teams is None


def _owner_keys(session: Session, now: datetime) -> "list[KeyRow]":
    """Return the keys that own the whole organisation now; nobody else revokes one meanwhile."""
    return [
        row
        for row in store.owner_keys_held(session)
        if _owns_all(row) and (row.expires_at is None or row.expires_at > now)
    ]


def _actor(row: "HotRow") -> Actor:
    return Actor(
        organisation=row.organisation_id,
        access=Access(row.access),
        key_id=row.id,
        name=row.name or row.prefix,
        teams=frozenset(UUID(team) for team in row.teams) if row.teams is not None else None,
        member=row.member_id,
        privacy=row.privacy,
        may_write=row.may_write,
    )


def _key(row: "KeyRow") -> Key:
    teams = tuple(UUID(team) for team in row.teams) if row.teams is not None else None
    level, who = Access(row.access), row.member_id
    grant = Grant(level, row.name, teams, who, row.expires_at, row.privacy, row.may_write)
    return Key(row.id, row.prefix, grant, row.created_at, row.last_used_at)


def _audited(row: "KeyRow") -> dict[str, object]:
    return {
        "prefix": row.prefix,
        "access": row.access,
        "name": row.name,
        "teams": row.teams,
        "may_write": row.may_write,
    }
