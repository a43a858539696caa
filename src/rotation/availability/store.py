"""All SQL of recurring weeks, absences, wishes and busy calendars."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from rotation.availability.tables import (
    AbsenceRow as AbsenceRow,
)
from rotation.availability.tables import (
    BusyCalendarRow as BusyCalendarRow,
)
from rotation.availability.tables import (
    BusySpanRow,
    WeekRow,
)
from rotation.availability.tables import (
    WishRow as WishRow,
)
from rotation.database import claim, insert_all
from rotation.errors import NotFound
from rotation.timespan import Span

Added = TypeVar("Added", AbsenceRow, WishRow)
EVERY = (WeekRow, AbsenceRow, WishRow, BusySpanRow, BusyCalendarRow)


def add_absence(session: Session, team_id: UUID, values: Mapping[str, Any]) -> AbsenceRow:
    """Insert an absence and return its row."""
    return _added(session, AbsenceRow(team_id=team_id, **values))


def add_wish(session: Session, team_id: UUID, values: Mapping[str, Any]) -> WishRow:
    """Insert a wish and return its row."""
    return _added(session, WishRow(team_id=team_id, **values))


def _added(session: Session, row: Added) -> Added:
    session.add(row)
    session.flush()
    return row


def remove(session: Session, row: AbsenceRow | WishRow) -> None:
    """Delete an absence or a wish."""
    session.delete(row)
    session.flush()


def week(session: Session, member_id: UUID) -> WeekRow | None:
    """Return the recurring week of a member, or None while they have set none."""
    return session.scalar(select(WeekRow).where(WeekRow.member_id == member_id))


def weeks(session: Session, team_id: UUID) -> Sequence[WeekRow]:
    """Return the recurring weeks of a team."""
    return session.scalars(select(WeekRow).where(WeekRow.team_id == team_id)).all()


def put_week(session: Session, team_id: UUID, member_id: UUID, entries: list[Any]) -> UUID:
    """Keep the recurring week of a member; return its id."""
    row = week(session, member_id)
    if row is None:
        row = WeekRow(team_id=team_id, member_id=member_id, entries=entries)
        session.add(row)
    else:
        row.entries = entries
    session.flush()
    return row.id


def absence(session: Session, member_id: UUID, absence_id: UUID) -> AbsenceRow:
    """Return an absence of a member; NotFound otherwise."""
    wanted = select(AbsenceRow).where(
        AbsenceRow.member_id == member_id, AbsenceRow.id == absence_id
    )
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such absence.", field="absence")
    return row


def absences(
    session: Session, member_id: UUID, after: UUID | None, limit: int
) -> Sequence[AbsenceRow]:
    """Return the absences of a member, oldest first."""
    wanted = select(AbsenceRow).where(AbsenceRow.member_id == member_id)
    wanted = wanted.order_by(AbsenceRow.id).limit(limit)
    return session.scalars(wanted.where(AbsenceRow.id > after) if after else wanted).all()


def wish(session: Session, member_id: UUID, wish_id: UUID) -> WishRow:
    """Return a wish of a member; NotFound otherwise."""
    wanted = select(WishRow).where(WishRow.member_id == member_id, WishRow.id == wish_id)
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such wish.", field="wish")
    return row


def wishes(session: Session, member_id: UUID, after: UUID | None, limit: int) -> Sequence[WishRow]:
    """Return the wishes of a member, oldest first."""
    wanted = select(WishRow).where(WishRow.member_id == member_id)
    wanted = wanted.order_by(WishRow.id).limit(limit)
    return session.scalars(wanted.where(WishRow.id > after) if after else wanted).all()


def coming_absences(session: Session, member_id: UUID, at: datetime) -> int:
    """Return how many absences of a member end after an instant."""
    return _coming(session, AbsenceRow, member_id, at)


def coming_wishes(session: Session, member_id: UUID, at: datetime) -> int:
    """Return how many wishes of a member end after an instant."""
    return _coming(session, WishRow, member_id, at)


def coming_busy(session: Session, member_id: UUID, at: datetime) -> int:
    """Return how many busy spans of a member end after an instant."""
    return _coming(session, BusySpanRow, member_id, at)


def _coming(
    session: Session, kind: type[AbsenceRow | WishRow | BusySpanRow], member_id: UUID, at: datetime
) -> int:
    wanted = select(func.count()).select_from(kind)
    return session.scalar(wanted.where(kind.member_id == member_id, kind.end > at)) or 0


def approved_between(session: Session, team_id: UUID, span: Span) -> Sequence[AbsenceRow]:
    """Return the approved absences of a team that have an instant in a span."""
    within = (AbsenceRow.start < span.end) & (AbsenceRow.end > span.start)
    wanted = select(AbsenceRow).where(AbsenceRow.team_id == team_id, within)
    return session.scalars(wanted.where(AbsenceRow.state == "approved")).all()


def wishes_between(session: Session, team_id: UUID, span: Span) -> Sequence[WishRow]:
    """Return the wishes of a team that have an instant in a span, oldest first."""
    within = (WishRow.start < span.end) & (WishRow.end > span.start)
    wanted = select(WishRow).where(WishRow.team_id == team_id, within)
    return session.scalars(wanted.order_by(WishRow.id)).all()


def busy_between(session: Session, team_id: UUID, span: Span) -> Sequence[BusySpanRow]:
    """Return the busy time of a team that has an instant in a span."""
    within = (BusySpanRow.start < span.end) & (BusySpanRow.end > span.start)
    return session.scalars(select(BusySpanRow).where(BusySpanRow.team_id == team_id, within)).all()


def calendar(session: Session, member_id: UUID) -> BusyCalendarRow | None:
    """Return the busy calendar of a member, or None."""
    return session.scalar(select(BusyCalendarRow).where(BusyCalendarRow.member_id == member_id))


def calendar_of_id(session: Session, calendar_id: UUID) -> BusyCalendarRow:
    """Return a busy calendar; NotFound otherwise."""
    row = session.scalar(select(BusyCalendarRow).where(BusyCalendarRow.id == calendar_id))
    if row is None:
        raise NotFound("There is no such calendar.", field="calendar")
    return row


def put_calendar(
    session: Session, team_id: UUID, member_id: UUID, values: dict[str, Any]
) -> BusyCalendarRow:
    """Keep the busy calendar of a member."""
    row = calendar(session, member_id)
    if row is None:
        row = BusyCalendarRow(team_id=team_id, member_id=member_id)
        session.add(row)
    return change_calendar(session, row, values)


def change_calendar(
    session: Session, row: BusyCalendarRow, values: dict[str, Any]
) -> BusyCalendarRow:
    """Change what is known of a busy calendar."""
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return row


def remove_calendar(session: Session, row: BusyCalendarRow) -> None:
    """Delete a busy calendar with its busy time."""
    put_busy(session, row.team_id, row.member_id, ())
    session.delete(row)
    session.flush()


def busy(session: Session, member_id: UUID) -> list[Span]:
    """Return all busy time of a member, in order."""
    wanted = select(BusySpanRow).where(BusySpanRow.member_id == member_id)
    return [Span(row.start, row.end) for row in session.scalars(wanted.order_by(BusySpanRow.start))]


def put_busy(session: Session, team_id: UUID, member_id: UUID, spans: Iterable[Span]) -> None:
    """Keep these spans as the busy time of a member, in place of what was kept before."""
    session.execute(delete(BusySpanRow).where(BusySpanRow.member_id == member_id))
    values = [
        {"team_id": team_id, "member_id": member_id, "start": each.start, "end": each.end}
        for each in spans
    ]
    insert_all(session, BusySpanRow, values)


def next_due(session: Session) -> datetime | None:
    """Return when the next calendar of any organisation is due; at the door ``busy_calendar``."""
    return session.scalar(select(func.min(BusyCalendarRow.due_at)))


def claim_due(
    session: Session, now: datetime, again: datetime, most: int
) -> list[tuple[UUID, UUID]]:
    """Take the calendars that are due, due again later; return their (organisation, id)."""
    wanted = (
        select(BusyCalendarRow.id)
        .where(BusyCalendarRow.due_at <= now)
        .order_by(BusyCalendarRow.due_at)
        .limit(most)
    )
    return claim(session, BusyCalendarRow, wanted, {"due_at": again})


def forget(session: Session, member_id: UUID) -> None:
    """Delete everything that is known of a member's time."""
    for kind in EVERY:
        session.execute(delete(kind).where(kind.member_id == member_id))
