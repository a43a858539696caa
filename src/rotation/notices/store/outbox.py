"""All SQL of the outbox; what crosses organisations stands at the door ``notice``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from rotation.database import claim as take
from rotation.database import insert_new
from rotation.errors import NotFound
from rotation.notices.tables import NoticeRow

WAITING = ("pending", "leased")


def add(session: Session, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert what is not there yet, by dedupe key; return how many were new."""
    return insert_new(session, NoticeRow, rows, unless=["organisation_id", "dedupe_key"])


def withdraw(
    session: Session, team: UUID, slots: Collection[UUID] | None, kind: str, now: datetime
) -> None:
    """Delete what waits of a kind, of some slots or (None) of a whole team.

    What was skipped before its time goes too: should the same shift come back, it is told again.
    """
    gone = delete(NoticeRow).where(
        NoticeRow.team_id == team,
        NoticeRow.kind == kind,
        or_(
            NoticeRow.state == "pending",
            (NoticeRow.state == "skipped") & (NoticeRow.expires_at > now),
        ),
    )
    session.execute(gone if slots is None else gone.where(NoticeRow.slot_id.in_(slots)))


def forget(session: Session, member: UUID) -> None:
    """Delete everything that was written to or about a member."""
    session.execute(delete(NoticeRow).where(NoticeRow.member_id == member))


def claim(session: Session, most: int, now: datetime, lease: timedelta) -> list[tuple[UUID, UUID]]:
    """Take up to ``most`` notices that are due, leased; their (organisation, id)."""
    ready = or_(
        NoticeRow.state == "pending",
        (NoticeRow.state == "leased") & (NoticeRow.lease_until < now),
    )
    wanted = (
        select(NoticeRow.id)
        .where(ready, NoticeRow.next_at <= now)
        .order_by(NoticeRow.next_at, NoticeRow.id)
        .limit(most)
    )
    values = {"state": "leased", "lease_until": now + lease, "attempts": NoticeRow.attempts + 1}
    return take(session, NoticeRow, wanted, values)


def release(session: Session) -> None:
    """Void every lease: no other process can hold one."""
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.state == "leased")
        .values(state="pending", lease_until=None)
        .execution_options(synchronize_session=False)
    )


def rows(session: Session, ids: Collection[UUID]) -> Sequence[NoticeRow]:
    """Return some notices."""
    return session.scalars(select(NoticeRow).where(NoticeRow.id.in_(ids))).all()


def notice(session: Session, notice_id: UUID) -> NoticeRow:
    """Return a notice; NotFound otherwise."""
    row = session.scalar(select(NoticeRow).where(NoticeRow.id == notice_id))
    if row is None:
        raise NotFound("There is no such notice.", field="notice")
    return row


def listed(session: Session, team: UUID, before: UUID | None, limit: int) -> Sequence[NoticeRow]:
    """Return the notices of a team, newest first."""
    wanted = select(NoticeRow).where(NoticeRow.team_id == team)
    wanted = wanted.order_by(NoticeRow.id.desc()).limit(limit)
    return session.scalars(wanted.where(NoticeRow.id < before) if before else wanted).all()


def later_reminders(
    session: Session, slots: Collection[UUID], now: datetime
) -> Mapping[tuple[UUID | None, UUID | None, UUID | None, UUID | None], datetime]:
    """Return when the last due reminder of each (slot, member, contact, webhook) is due."""
    same = (NoticeRow.slot_id, NoticeRow.member_id, NoticeRow.contact_id, NoticeRow.webhook_id)
    wanted = (
        select(*same, func.max(NoticeRow.due_at))
        .where(
            NoticeRow.slot_id.in_(slots),
            NoticeRow.kind == "shift.reminder",
            NoticeRow.state.in_(WAITING),
            NoticeRow.due_at <= now,
        )
        .group_by(*same)
    )
    return {(a, b, c, d): due for a, b, c, d, due in session.execute(wanted)}


def delete_before(session: Session, moment: datetime) -> None:
    """Delete what ended before a moment."""
    session.execute(delete(NoticeRow).where(NoticeRow.ended_at < moment))
