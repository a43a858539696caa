"""All SQL of calendar feeds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import Session

from rotation.account.tables import OrganisationRow
from rotation.database import Database
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow
from rotation.rota.tables.duties import DutySpanRow, RevisionRow
from rotation.rota.tables.feeds import FeedRow as FeedRow
from rotation.team.tables import MemberRow, TeamRow
from rotation.timespan import Span

FeedDuty = Row[*tuple[Any, ...]]
"""A duty with what is known of its member and its team; see ``shown``."""
_BY_DIGEST = CompiledRead(
    select(
        FeedRow.id,
        FeedRow.organisation_id,
        FeedRow.team_id,
        FeedRow.member_id,
        FeedRow.channel,
        FeedRow.role,
        FeedRow.prefix,
        FeedRow.alarm_minutes,
        FeedRow.busy,
        FeedRow.color,
        FeedRow.language,
        FeedRow.created_at,
        FeedRow.revoked_at,
        FeedRow.last_used_at,
        FeedRow.clients,
    ).where(FeedRow.digest == bindparam("digest")),
    FeedRow,
    door="feed",
)
_SUBJECT = CompiledRead(
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
_OF_ALL = select(RevisionRow).where(RevisionRow.organisation_id == OrganisationRow.id)
_ORGANISATION = CompiledRead(
    select(
        OrganisationRow.name.label("team"),
        _OF_ALL.with_only_columns(func.sum(RevisionRow.number)).scalar_subquery().label("number"),
        _OF_ALL.with_only_columns(func.max(RevisionRow.changed_at))
        .scalar_subquery()
        .label("changed_at"),
    )
    .join(FeedRow, FeedRow.organisation_id == OrganisationRow.id)
    .where(FeedRow.id == bindparam("feed")),
    FeedRow,
)
"""Every change counts in its team's revision, so their sum never stands still nor falls."""
_FEED_COLUMNS = (
    select(
        DutySpanRow.slot_id,
        DutySpanRow.name,
        DutySpanRow.start,
        DutySpanRow.end,
        DutySpanRow.timezone,
        DutySpanRow.pattern,
        DutySpanRow.task,
        DutySpanRow.channels,
        DutySpanRow.active,
        DutySpanRow.seq,
        DutySpanRow.changed_at,
        DutySpanRow.once,
        MemberRow.name.label("member"),
        MemberRow.roles,
        MemberRow.channels.label("serves"),
        MemberRow.erased_at,
        TeamRow.name.label("team"),
        TeamRow.deleted_at,
    )
    .join(MemberRow, MemberRow.id == DutySpanRow.member_id)
    .join(TeamRow, TeamRow.id == DutySpanRow.team_id)
    .order_by(DutySpanRow.start, DutySpanRow.slot_id)
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
    session: Session, team_id: UUID | None, member_id: UUID | None, after: UUID | None, limit: int
) -> Sequence[FeedRow]:
    """Return the feeds of all teams, of one or of a member that open something, oldest first."""
    wanted = (
        select(FeedRow)
        .where(FeedRow.team_id == team_id, FeedRow.member_id == member_id)
        .where(FeedRow.revoked_at.is_(None))
        .order_by(FeedRow.id)
        .limit(limit)
    )
    return session.scalars(wanted.where(FeedRow.id > after) if after else wanted).all()


def feed_by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return the feed of a digest, whatever its organisation."""
    return _BY_DIGEST.first(database, None, digest=digest)


def subject(
    database: Database, organisation: UUID, team: UUID, member: UUID | None
) -> HotRow | None:
    """Return (team's name, member's name, revision, when it changed) of what a feed shows."""
    return _SUBJECT.first(database, organisation, team=team, member=member)


def whole(database: Database, organisation: UUID, feed: UUID) -> HotRow | None:
    """Return (organisation's name as team, revision, when it changed) of its own feed."""
    return _ORGANISATION.first(database, organisation, feed=feed)


def stamp_used(session: Session, feed_id: UUID, client: str, hour: datetime) -> None:
    """Remember in which hour a kind of client last read a feed."""
    row = session.scalar(select(FeedRow).where(FeedRow.id == feed_id).with_for_update())
    if row is not None:
        row.last_used_at, row.clients = hour, {**row.clients, client: hour.isoformat()}


def feed_duties(
    session: Session, team_id: UUID | None, member_id: UUID | None, span: Span
) -> Sequence[FeedDuty]:
    """Return the duties with an instant in a span, tombstones included, by start.

    Of all teams, of one or of a member; each with its member (name as ``member``, roles, channels
    as ``serves``, erased_at) and its team (name as ``team``, deleted_at).
    """
    wanted = _FEED_COLUMNS.where(DutySpanRow.end > span.start, DutySpanRow.start < span.end)
    if team_id is not None:
        wanted = wanted.where(DutySpanRow.team_id == team_id)
    if member_id is not None:
        wanted = wanted.where(DutySpanRow.member_id == member_id)
    return session.execute(wanted).all()
