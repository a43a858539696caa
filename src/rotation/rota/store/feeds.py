"""All SQL of calendar feeds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from rotation.database import Database
from rotation.errors import NotFound
from rotation.hot_reads import Found, HotRead
from rotation.rota.tables.duties import RevisionRow
from rotation.rota.tables.feeds import FeedRow
from rotation.team.tables import MemberRow, TeamRow

_BY_DIGEST = HotRead(
    select(
        FeedRow.id,
        FeedRow.organisation_id,
        FeedRow.team_id,
        FeedRow.member_id,
        FeedRow.prefix,
        FeedRow.alarm_minutes,
        FeedRow.busy,
        FeedRow.language,
        FeedRow.created_at,
        FeedRow.revoked_at,
        FeedRow.last_used_at,
    ).where(FeedRow.digest == bindparam("digest")),
    FeedRow,
    door="feed",
)
_SUBJECT = HotRead(
    select(
        TeamRow.name.label("team"),
        MemberRow.name.label("member"),
        RevisionRow.number,
        RevisionRow.changed_at,
    )
    .outerjoin(RevisionRow, RevisionRow.id == TeamRow.id)
    .outerjoin(
        MemberRow,
        and_(
            MemberRow.id == bindparam("member"),
            MemberRow.team_id == TeamRow.id,
            MemberRow.erased_at.is_(None),
        ),
    )
    .where(TeamRow.id == bindparam("team"), TeamRow.deleted_at.is_(None)),
    TeamRow,
)


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


def feed_by_digest(database: Database, digest: bytes) -> Found | None:
    """Return the feed of a digest, whatever its organisation."""
    return _BY_DIGEST.first(database, None, digest=digest)


def subject(
    database: Database, organisation: UUID, team: UUID, member: UUID | None
) -> Found | None:
    """Return (team's name, member's name, revision, when it changed) of what a feed shows."""
    return _SUBJECT.first(database, organisation, team=team, member=member)


def stamp_used(session: Session, feed_id: UUID, hour: datetime) -> None:
    """Remember in which hour a feed was last read."""
    session.execute(update(FeedRow).where(FeedRow.id == feed_id).values(last_used_at=hour))
