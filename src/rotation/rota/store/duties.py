"""All SQL of overrides and of who is on duty."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rotation.database import Database, insert_new
from rotation.errors import Conflict, NotFound
from rotation.hot_reads import CompiledRead, HotRow
from rotation.rota.tables.duties import DutySpanRow as DutySpanRow
from rotation.rota.tables.duties import OverrideRow as OverrideRow
from rotation.rota.tables.duties import RevisionRow
from rotation.team.tables import TeamRow
from rotation.timespan import Span

_DUTY_COLUMNS = (
    select(TeamRow.id, TeamRow.timezone, TeamRow.languages, RevisionRow.number)
    .outerjoin(RevisionRow, RevisionRow.id == TeamRow.id)
    .where(TeamRow.deleted_at.is_(None))
)
_AT_ONCE, _EPOCH = timedelta(weeks=13), datetime(1970, 1, 1, tzinfo=UTC)
_BY_SLUG = CompiledRead(_DUTY_COLUMNS.where(TeamRow.slug == bindparam("slug")), TeamRow)
_BY_ID = CompiledRead(_DUTY_COLUMNS.where(TeamRow.id == bindparam("team")), TeamRow)


def add_override(session: Session, **values: Any) -> OverrideRow:
    """Insert an override."""
    row = OverrideRow(**values)
    session.add(row)
    session.flush()
    return row


def override(session: Session, override_id: UUID, *, fresh: bool = False) -> OverrideRow:
    """Return an override that holds; NotFound otherwise. ``fresh``: as it is now."""
    wanted = select(OverrideRow).where(
        OverrideRow.id == override_id, OverrideRow.withdrawn_at.is_(None)
    )
    row = session.scalar(wanted.execution_options(populate_existing=fresh))
    if row is None:
        raise NotFound("There is no such override.")
    return row


def overrides(session: Session, team_id: UUID, span: Span) -> Sequence[OverrideRow]:
    """Return the overrides that have an instant in a span, oldest first.

    More than the span is read, so that different spans are one reading.
    """
    wanted = select(OverrideRow).where(
        OverrideRow.team_id == team_id,
        OverrideRow.withdrawn_at.is_(None),
        OverrideRow.start < _EPOCH - (_EPOCH - span.end) // _AT_ONCE * _AT_ONCE,
        OverrideRow.end > _EPOCH + (span.start - _EPOCH) // _AT_ONCE * _AT_ONCE,
    )
    found = session.scalars(wanted.order_by(OverrideRow.id))
    return [each for each in found if each.start < span.end and each.end > span.start]


def overrides_of_cause(session: Session, cause: UUID, now: datetime) -> Sequence[UUID]:
    """Return the overrides that an absence has made and that are not over."""
    wanted = select(OverrideRow.id).where(
        OverrideRow.cause_id == cause, OverrideRow.withdrawn_at.is_(None), OverrideRow.end > now
    )
    return session.scalars(wanted.order_by(OverrideRow.id)).all()


def of_weeks(session: Session, team_id: UUID, weeks: Collection[str]) -> Sequence[DutySpanRow]:
    """Return every row of some weeks, tombstones included."""
    wanted = select(DutySpanRow).where(DutySpanRow.team_id == team_id, DutySpanRow.week.in_(weeks))
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def between(
    session: Session, team_id: UUID, span: Span, member: UUID | None = None, *, gone: bool = False
) -> Sequence[DutySpanRow]:
    """Return the rows with an instant in a span, by start; ``gone``: tombstones too."""
    wanted = select(DutySpanRow).where(
        DutySpanRow.team_id == team_id,
        DutySpanRow.end > span.start,
        DutySpanRow.start < span.end,
    )
    if member is not None:
        wanted = wanted.where(DutySpanRow.member_id == member)
    if not gone:
        wanted = wanted.where(DutySpanRow.active)
    return session.scalars(wanted.order_by(DutySpanRow.start, DutySpanRow.slot_id)).all()


def of_slots(session: Session, slots: Collection[UUID]) -> Sequence[DutySpanRow]:
    """Return the duty spans of some slots, by start."""
    wanted = select(DutySpanRow).where(DutySpanRow.slot_id.in_(slots), DutySpanRow.active)
    return session.scalars(wanted.order_by(DutySpanRow.start)).all()


def insert(session: Session, values: dict[str, Any]) -> None:
    """Insert a duty."""
    session.add(DutySpanRow(**values))


def check(session: Session) -> None:
    """Flush; Conflict when the database sees a member in two places."""
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Somebody would be on duty in two places at once.") from None


def touch(
    session: Session, team_id: UUID, since: datetime, now: datetime, member: UUID | None = None
) -> None:
    """Let calendars see the duties that end after ``since`` as changed."""
    change = update(DutySpanRow).where(DutySpanRow.team_id == team_id, DutySpanRow.end > since)
    if member is not None:
        change = change.where(DutySpanRow.member_id == member)
    session.execute(
        change.values(seq=DutySpanRow.seq + 1, changed_at=now).execution_options(
            synchronize_session=False
        )
    )


def touch_held(
    session: Session, member: UUID, since: datetime, now: datetime, words: Iterable[str]
) -> None:
    """Remember on the duties of a member that end after ``since`` what they once had and were.

    Calendars see them as changed.
    """
    wanted = select(DutySpanRow).where(DutySpanRow.member_id == member, DutySpanRow.end > since)
    for row in session.scalars(wanted.execution_options(populate_existing=True)):
        row.once = sorted({*(row.once or ()), *words})
        row.seq, row.changed_at = row.seq + 1, now
    session.flush()


def revision(session: Session, team_id: UUID) -> RevisionRow | None:
    """Return how often what a team shows has changed, or None before the first time."""
    return session.scalar(select(RevisionRow).where(RevisionRow.id == team_id))


def shown_team(database: Database, organisation: UUID, ref: str | UUID) -> HotRow | None:
    """Return (id, zone, languages, revision or None) of a team by its slug or id, or None."""
    if isinstance(ref, UUID):
        return _BY_ID.first(database, organisation, team=ref)
    return _BY_SLUG.first(database, organisation, slug=ref)


def hold(session: Session, team_id: UUID, now: datetime) -> None:
    """Let nobody else change who is on duty in a team until this unit of work ends.

    Whoever decides by what is there holds the team first and reads then.
    """
    holding: dict[UUID, RevisionRow | None] = session.info.setdefault("holding", {})
    if team_id in holding:
        return
    wanted = select(RevisionRow).where(RevisionRow.id == team_id).with_for_update()
    wanted = wanted.execution_options(populate_existing=True)
    row = session.scalar(wanted)
    if row is None:
        first = {"id": team_id, "team_id": team_id, "number": 0, "changed_at": now}
        insert_new(session, RevisionRow, [first], unless=["id"])
        row = session.scalar(wanted)
    holding[team_id] = row


def hold_of(session: Session, team: ScalarSelect[UUID]) -> UUID | None:
    """Hold the team that a SELECT names, in one statement; None while it was never held."""
    wanted = select(RevisionRow).where(RevisionRow.id == team).with_for_update()
    row = session.scalar(wanted.execution_options(populate_existing=True))
    if row is None:
        return None
    session.info.setdefault("holding", {})[row.id] = row
    return row.id


def bump(session: Session, team_id: UUID, now: datetime) -> None:
    """Count one more change of what a team shows."""
    row = session.info.get("holding", {}).get(team_id) or revision(session, team_id)
    if row is None:
        session.add(RevisionRow(id=team_id, team_id=team_id, number=1, changed_at=now))
    else:
        row.number, row.changed_at = row.number + 1, now
    session.flush()
