"""All SQL of cover; what crosses organisations stands at a door and gives ids only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from rotation.database import Database, insert_all
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow
from rotation.rota.tables.cover import AskRow as AskRow
from rotation.rota.tables.cover import CoverRow as CoverRow

_BY_DIGEST = CompiledRead(
    select(AskRow.id, AskRow.organisation_id, AskRow.cover_id, AskRow.member_id).where(
        AskRow.digest == bindparam("digest")
    ),
    AskRow,
    door="cover_ask",
)


def add(session: Session, asks: Iterable[Mapping[str, Any]], **values: Any) -> CoverRow:
    """Insert a cover with those who could step in."""
    row = CoverRow(**values)
    session.add(row)
    session.flush()
    both = {"cover_id": row.id, "team_id": row.team_id}
    insert_all(session, AskRow, [{**each, **both} for each in asks])
    return row


def cover(session: Session, cover_id: UUID, *, fresh: bool = False) -> CoverRow:
    """Return a cover; NotFound otherwise. ``fresh``: as it is now, whatever was read before."""
    wanted = select(CoverRow).where(CoverRow.id == cover_id)
    row = session.scalar(wanted.execution_options(populate_existing=fresh))
    if row is None:
        raise NotFound("There is no such search for cover.", field="cover")
    return row


def covers(
    session: Session, team: UUID, slot: UUID | None, after: UUID | None, limit: int
) -> Sequence[CoverRow]:
    """Return the covers of a team (or of one slot of it), newest first."""
    wanted = select(CoverRow).where(CoverRow.team_id == team).order_by(CoverRow.id.desc())
    if slot is not None:
        wanted = wanted.where(CoverRow.slot_id == slot)
    wanted = wanted.limit(limit)
    return session.scalars(wanted.where(CoverRow.id < after) if after else wanted).all()


def asks(session: Session, covers: Iterable[UUID]) -> Sequence[AskRow]:
    """Return those who could step in, by cover and rank."""
    wanted = select(AskRow).where(AskRow.cover_id.in_(list(covers)))
    wanted = wanted.order_by(AskRow.cover_id, AskRow.rank)
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def unanswered(session: Session, covers: Iterable[UUID]) -> Sequence[tuple[UUID, UUID]]:
    """Return (cover, member) of those who were asked, have said nothing and are still sought."""
    wanted = (
        select(AskRow.cover_id, AskRow.member_id)
        .join(CoverRow, CoverRow.id == AskRow.cover_id)
        .where(
            AskRow.cover_id.in_(list(covers)),
            AskRow.asked_at.is_not(None),
            AskRow.answer.is_(None),
            CoverRow.state.in_(("open", "nobody")),
        )
    )
    return [(cover_id, member) for cover_id, member in session.execute(wanted)]


def ask_by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return (id, organisation, cover, member) of the digest of an answer link, or None."""
    return _BY_DIGEST.first(database, None, digest=digest)


def next_due(session: Session) -> datetime | None:
    """Return when the next step of any cover is due; at the door ``cover``."""
    wanted = select(func.min(CoverRow.next_at)).where(CoverRow.state.in_(("open", "nobody")))
    return session.scalar(wanted)


def due(session: Session, now: datetime) -> Sequence[tuple[UUID, UUID]]:
    """Return (organisation, cover) of those whose next step is due; at the door ``cover``."""
    wanted = select(CoverRow.organisation_id, CoverRow.id).where(
        CoverRow.state.in_(("open", "nobody")), CoverRow.next_at <= now
    )
    return [(organisation, cover_id) for organisation, cover_id in session.execute(wanted)]
