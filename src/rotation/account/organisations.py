"""Organisations: made once, each with an owner key."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.store import organisations as store
from rotation.errors import Conflict, Impossible
from rotation.words import is_printable, say


def create(session: Session, name: str, now: datetime) -> UUID:
    """Make an organisation and return its id; the session is bound to none."""
    if not name.strip() or len(name) > 200 or not is_printable(name):
        raise Impossible("An organisation has a name of at most 200 characters.", field="/name")
    return store.add_organisation(session, name.strip(), now)


def require_new(session: Session, name: str) -> None:
    """Raise Conflict when there is an organisation of that name: a second one is a slip."""
    if store.is_taken(session, name.strip()):
        raise Conflict(say("There is an organisation {name} already.", name=name), field="/name")


def every(session: Session) -> list[UUID]:
    """Return the ids of all organisations, oldest first; the session is bound to none."""
    return list(store.organisations(session))


def name(session: Session) -> str:
    """Return the name of the session's organisation."""
    return store.organisation_name(session)
