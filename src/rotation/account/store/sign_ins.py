"""All SQL of sign-in links and browser sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from rotation.account.tables import SessionRow
from rotation.account.tables import SignInLinkRow as SignInLinkRow
from rotation.database import Database
from rotation.hot_reads import CompiledRead, HotRow

_LINK = CompiledRead(
    select(
        SignInLinkRow.id,
        SignInLinkRow.organisation_id,
        SignInLinkRow.name,
        SignInLinkRow.asks_first,
        SignInLinkRow.expires_at,
        SignInLinkRow.used_at,
    ).where(SignInLinkRow.digest == bindparam("digest")),
    SignInLinkRow,
    door="sign_in_link",
)
_SESSION = CompiledRead(
    select(
        SessionRow.id,
        SessionRow.organisation_id,
        SessionRow.name,
        SessionRow.access,
        SessionRow.teams,
        SessionRow.member_id,
        SessionRow.expires_at,
        SessionRow.ended_at,
    ).where(SessionRow.digest == bindparam("digest")),
    SessionRow,
    door="browser_session",
)


def add_link(session: Session, **values: Any) -> SignInLinkRow:
    """Insert a sign-in link."""
    row = SignInLinkRow(**values)
    session.add(row)
    session.flush()
    return row


def link_by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return the sign-in link of a digest, whatever its organisation."""
    return _LINK.first(database, None, digest=digest)


def use_link(session: Session, link_id: UUID, now: datetime) -> SignInLinkRow | None:
    """Mark a sign-in link as used and return it; None when another request was quicker."""
    taken = session.execute(
        update(SignInLinkRow)
        .where(SignInLinkRow.id == link_id, SignInLinkRow.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLinkRow.id)
    ).first()
    if taken is None:
        return None
    return session.scalar(
        select(SignInLinkRow)
        .where(SignInLinkRow.id == link_id)
        .execution_options(populate_existing=True)
    )


def add_session(session: Session, **values: Any) -> SessionRow:
    """Insert a browser session."""
    row = SessionRow(**values)
    session.add(row)
    session.flush()
    return row


def session_by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return the browser session of a digest, whatever its organisation."""
    return _SESSION.first(database, None, digest=digest)


def end_session(session: Session, session_id: UUID, now: datetime) -> None:
    """End a browser session."""
    wanted = update(SessionRow).where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
    session.execute(wanted.values(ended_at=now))


def sessions_of(session: Session, member: UUID) -> Sequence[SessionRow]:
    """Return the browser sessions of a member that have not been ended."""
    wanted = select(SessionRow).where(SessionRow.member_id == member)
    return session.scalars(wanted.where(SessionRow.ended_at.is_(None))).all()


def delete_links_of(session: Session, member: UUID) -> None:
    """Delete the sign-in links of a member."""
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.member_id == member))


def delete_expired(session: Session, before: datetime) -> None:
    """Delete the links and sessions that expired before an instant."""
    for row in (SignInLinkRow, SessionRow):
        session.execute(delete(row).where(row.expires_at < before))
