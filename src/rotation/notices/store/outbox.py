"""All SQL of the outbox; what crosses organisations stands at the door ``notice``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from rotation.database import claim as take
from rotation.database import insert_new
from rotation.errors import NotFound
from rotation.notices.tables import ContactRow, WebhookRow
from rotation.notices.tables import NoticeRow as NoticeRow
from rotation.team.tables import MemberRow as MemberRow
from rotation.team.tables import TeamRow as TeamRow

WAITING = ("pending", "leased")


def add(session: Session, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert what is not there yet, by dedupe key; return how many were new."""
    return insert_new(session, NoticeRow, rows, unless=["organisation_id", "dedupe_key"])


def last_written(session: Session, key: str) -> datetime | None:
    """Return when the latest notice was written whose dedupe key begins so."""
    mine = NoticeRow.dedupe_key.startswith(key, autoescape=True)
    return session.scalar(select(func.max(NoticeRow.created_at)).where(mine))


def withdraw(
    session: Session,
    team: UUID,
    now: datetime,
    *,
    slots: Collection[UUID] | None = None,
    member: UUID | None = None,
) -> None:
    """Delete reminders that are not due yet, of some slots, of a member or of a whole team.

    What is due is on its way: it is looked at once more before it goes out. What was skipped
    before its time is deleted too: should the same shift come back, it is told again.
    """
    gone = delete(NoticeRow).where(
        NoticeRow.team_id == team,
        NoticeRow.kind.in_(("shift.reminder", "duty.unacknowledged")),
        or_(
            (NoticeRow.state == "pending") & (NoticeRow.due_at > now),
            (NoticeRow.state == "skipped") & (NoticeRow.expires_at > now),
        ),
    )
    gone = gone if slots is None else gone.where(NoticeRow.slot_id.in_(slots))
    session.execute(gone if member is None else gone.where(NoticeRow.member_id == member))


def end_about(
    session: Session, about: UUID, kind: str, now: datetime, member: UUID | None = None
) -> set[UUID]:
    """End what waits of a kind about a swap or a search (for one member); return whom it was for.

    What is on its way is looked at once more before it goes out.
    """
    gone = NoticeRow.about_id == about, NoticeRow.kind == kind, NoticeRow.state == "pending"
    ended = (
        update(NoticeRow)
        .where(*gone, *(() if member is None else (NoticeRow.member_id == member,)))
        .values(state="skipped", reason="over", ended_at=now, next_at=None, token=None)
        .returning(NoticeRow.member_id)
        .execution_options(synchronize_session=False)
    )
    return {each for each in session.scalars(ended) if each}


def end_escalation(
    session: Session, team: UUID, duty: tuple[UUID, UUID, datetime], now: datetime
) -> None:
    """End the ladder of an acknowledged duty (slot, member, start); other parts keep theirs."""
    slot, member, start = duty
    of_member = NoticeRow.payload["holder"]["id"].as_string() == str(member)
    of_start = NoticeRow.payload["starts_at"].as_string() == start.isoformat()
    session.execute(
        update(NoticeRow)
        .where(
            NoticeRow.team_id == team,
            NoticeRow.slot_id == slot,
            NoticeRow.kind == "duty.unacknowledged",
            NoticeRow.state == "pending",
            of_member,
            of_start,
        )
        .values(state="skipped", reason="over", ended_at=now, next_at=None)
        .execution_options(synchronize_session=False)
    )


def reminded_later(session: Session, slots: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (slot, member) of those whom a reminder of some slots is still to reach."""
    wanted = select(NoticeRow.slot_id, NoticeRow.member_id).where(
        NoticeRow.slot_id.in_(slots),
        NoticeRow.state == "pending",
        NoticeRow.kind == "shift.reminder",
        NoticeRow.contact_id.is_not(None),
    )
    return {(slot, member) for slot, member in session.execute(wanted) if slot and member}


def forget(session: Session, member: UUID) -> None:
    """Delete everything that was written to or about a member."""
    session.execute(delete(NoticeRow).where(NoticeRow.member_id == member))


def anything_due(session: Session, now: datetime) -> bool:
    """Tell whether anything can be claimed, of any organisation."""
    return bool(session.scalar(select(exists().where(NoticeRow.next_at <= now))))


def next_due(session: Session) -> datetime | None:
    """Return when the next notice of any organisation can be claimed; None: none waits."""
    return session.scalar(select(func.min(NoticeRow.next_at)))


def claim(session: Session, most: int, now: datetime, lease: timedelta) -> list[tuple[UUID, UUID]]:
    """Take up to ``most`` notices that are due, leased; their (organisation, id)."""
    # The first of all that wait, and of them those that are due: read in the order of the index.
    # With the time inside, PostgreSQL sorts everything that is due for every claim.
    first = (
        select(NoticeRow.id, NoticeRow.next_at)
        .where(NoticeRow.next_at.is_not(None))
        .order_by(NoticeRow.next_at)
        .limit(most)
        .subquery()
    )
    wanted = select(first.c.id).where(first.c.next_at <= now)
    values = {"state": "leased", "next_at": now + lease, "attempts": NoticeRow.attempts + 1}
    return take(session, NoticeRow, wanted, values)


def release(session: Session, now: datetime) -> None:
    """Void every lease: no other process can hold one."""
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.state == "leased", NoticeRow.next_at.is_not(None))
        .values(state="pending", next_at=now)
        .execution_options(synchronize_session=False)
    )


def on_the_way(session: Session, ids: Collection[UUID]) -> Sequence[Any]:  # Any: five entities
    """Return (notice, contact, webhook, member, team) of claimed notices, as they stand now.

    All but the notice are None where they are there no more.
    """
    wanted = (
        select(NoticeRow, ContactRow, WebhookRow, MemberRow, TeamRow)
        .outerjoin(ContactRow, ContactRow.id == NoticeRow.contact_id)
        .outerjoin(WebhookRow, WebhookRow.id == NoticeRow.webhook_id)
        .outerjoin(MemberRow, MemberRow.id == NoticeRow.member_id)
        .outerjoin(TeamRow, TeamRow.id == NoticeRow.team_id)
        .where(NoticeRow.id.in_(ids), NoticeRow.state == "leased")
    )
    return session.execute(wanted).all()


def sent(session: Session, ids: Collection[UUID], now: datetime, **said: Any) -> None:
    """Mark notices that have arrived, whoever holds them now, with what was answered."""
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.id.in_(ids))
        .values(state="sent", reason=None, ended_at=now, next_at=None, token=None, **said)
        .execution_options(synchronize_session=False)
    )


def leased(session: Session, notice_id: UUID, attempt: int) -> NoticeRow | None:
    """Return a notice that is still in the hands of this attempt, or None."""
    wanted = select(NoticeRow).where(
        NoticeRow.id == notice_id, NoticeRow.state == "leased", NoticeRow.attempts == attempt
    )
    return session.scalar(wanted)


def by_id(session: Session, ids: Collection[UUID]) -> Sequence[NoticeRow]:
    """Return some notices, those that are there."""
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


def delete_before(session: Session, moment: datetime) -> None:
    """Delete what ended before a moment."""
    session.execute(delete(NoticeRow).where(NoticeRow.ended_at < moment))
