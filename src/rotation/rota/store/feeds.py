"""All SQL of calendar feeds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.tables.feeds import FeedRow


def add(session: Session, **values: Any) -> FeedRow:  # Any: columns of different types
    """Insert a feed."""
    row = FeedRow(**values)
    session.add(row)
    session.flush()
    return row


def feed(session: Session, feed_id: UUID) -> FeedRow:
    """Return a feed that has not been revoked; NotFound otherwise."""
    wanted = select(FeedRow).where(FeedRow.id == feed_id, FeedRow.revoked_at.is_(None))
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such feed.", field="feed")
    return row


def feeds(
    session: Session, team_id: UUID, member_id: UUID | None, after: UUID | None, limit: int
) -> Sequence[FeedRow]:
    """Return the feeds of a team, or of one member of it, that open something, oldest first."""
    wanted = (
        select(FeedRow)
        .where(FeedRow.team_id == team_id, FeedRow.member_id == member_id)
        .where(FeedRow.revoked_at.is_(None))
        .order_by(FeedRow.id)
        .limit(limit)
    )
    return session.scalars(wanted.where(FeedRow.id > after) if after else wanted).all()


def feed_by_digest(session: Session, digest: bytes) -> FeedRow | None:
    """Return the feed of a digest, whatever its organisation; the session stands at the door."""
    return session.scalar(select(FeedRow).where(FeedRow.digest == digest))


def stamp_used(session: Session, feed_id: UUID, hour: datetime) -> None:
    """Remember in which hour a feed was last read."""
    session.execute(update(FeedRow).where(FeedRow.id == feed_id).values(last_used_at=hour))
