"""All SQL of swaps and of the places they have passed on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, Uuid, bindparam, func, or_, select
from sqlalchemy.orm import Session

from rotation.database import Database
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow
from rotation.repeated_reads import remember
from rotation.rota.tables.swaps import SwapLinkRow as SwapLinkRow
from rotation.rota.tables.swaps import SwapRow as SwapRow
from rotation.rota.tables.swaps import TransferRow as TransferRow

OPEN = ("open", "accepted")
"""The states in which something may still become of a swap."""
_LAST_WEEKS = 13, 26, 39, 53
_STANDING = CompiledRead(
    select(SwapRow.team_id, SwapRow.state, SwapRow.expires_at).where(
        SwapRow.id == bindparam("swap", type_=Uuid())
    ),
    SwapRow,
)

_LINK = CompiledRead(
    select(
        SwapLinkRow.id, SwapLinkRow.organisation_id, SwapLinkRow.swap_id, SwapLinkRow.member_id
    ).where(SwapLinkRow.digest == bindparam("digest")),
    SwapLinkRow,
    door="swap_link",
)


def add(session: Session, **values: Any) -> SwapRow:
    """Insert a swap."""
    row = SwapRow(**values)
    session.add(row)
    session.flush()
    return row


def swap(session: Session, swap_id: UUID, *, fresh: bool = False) -> SwapRow:
    """Return a swap; NotFound otherwise. ``fresh``: as it is now, whatever was read before."""
    row = session.get(SwapRow, swap_id, populate_existing=fresh)
    if row is None:
        raise NotFound("There is no such swap.", field="swap")
    return row


def team_of(swap_id: UUID) -> ScalarSelect[UUID]:
    """Return the SELECT of the team of a swap."""
    return select(SwapRow.team_id).where(SwapRow.id == swap_id).scalar_subquery()


def add_link(session: Session, **values: Any) -> None:
    """Insert the link by which a member answers an offer."""
    session.add(SwapLinkRow(**values))


def link(session: Session, swap_id: UUID, member: UUID) -> SwapLinkRow | None:
    """Return the link of a member to an offer as it is now, None without one."""
    wanted = select(SwapLinkRow).where(
        SwapLinkRow.swap_id == swap_id, SwapLinkRow.member_id == member
    )
    return session.scalar(wanted.execution_options(populate_existing=True))


def link_by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return (id, organisation, swap, member) of the digest of an answer link, or None."""
    return _LINK.first(database, None, digest=digest)


def standing(database: Database, organisation: UUID, swap_id: UUID) -> HotRow | None:
    """Return team, state and end of a swap without a unit of work; None when there is none."""
    return _STANDING.first(database, organisation, swap=swap_id)


def swaps(
    session: Session, team: UUID, states: Collection[str] | None, after: UUID | None, limit: int
) -> Sequence[SwapRow]:
    """Return the swaps of a team (in some states), newest first."""
    wanted = select(SwapRow).where(SwapRow.team_id == team).order_by(SwapRow.id.desc())
    if states is not None:
        wanted = wanted.where(SwapRow.state.in_(states))
    wanted = wanted.limit(limit)
    return session.scalars(wanted.where(SwapRow.id < after) if after else wanted).all()


def open_with(session: Session, slots: Collection[UUID]) -> Sequence[SwapRow]:
    """Return the open swaps that give or ask for one of some places, oldest first."""
    touched = or_(SwapRow.slot_id.in_(slots), SwapRow.return_slot_id.in_(slots))
    wanted = select(SwapRow).where(SwapRow.state.in_(OPEN), touched).order_by(SwapRow.id)
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def open_among(session: Session, swap_ids: Collection[UUID]) -> Sequence[UUID]:
    """Return the ids of those of some swaps that nobody has taken and nothing has ended."""
    wanted = select(SwapRow.id).where(SwapRow.id.in_(swap_ids), SwapRow.state == "open")
    return session.scalars(wanted).all()


def next_overdue(session: Session) -> datetime | None:
    """Return when the time of the next open swap is over; at the door ``swap``."""
    return session.scalar(select(func.min(SwapRow.expires_at)).where(SwapRow.state.in_(OPEN)))


def overdue(session: Session, now: datetime) -> Sequence[tuple[UUID, UUID]]:
    """Return (organisation, swap) of open swaps whose time is over; at the door ``swap``."""
    wanted = select(SwapRow.organisation_id, SwapRow.id).where(
        SwapRow.state.in_(OPEN), SwapRow.expires_at <= now
    )
    return [(organisation, swap_id) for organisation, swap_id in session.execute(wanted)]


class PassedPlace(NamedTuple):
    """A place passed on in a version of a week; ``id`` tells the order."""

    id: UUID
    week: str
    version: int
    slot_id: UUID
    giver_id: UUID
    taker_id: UUID
    swap_id: UUID
    made_at: datetime


def pass_on(session: Session, **values: Any) -> None:
    """Insert a transfer; what was read of its quarter of a year need not be read again."""
    row = TransferRow(**values)
    wanted = _of_quarters(row.team_id, row.week, row.week)
    known = session.execute(wanted).all()
    session.add(row)
    session.flush()
    place = tuple(getattr(row, name) for name in PassedPlace._fields)
    remember(session, wanted, sorted((*known, place), key=lambda each: each[0]))


def transfers(session: Session, team: UUID, first: str, last: str) -> list[PassedPlace]:
    """Return the transfers in the weeks from first to last, in order, of all their versions.

    Whole quarters are read, so that different stretches of weeks are one reading.
    """
    found = session.execute(_of_quarters(team, first, last))
    return [each for row in found if first <= (each := PassedPlace(*row)).week <= last]


def _of_quarters(team: UUID, first: str, last: str) -> Select[Any]:
    """Return the SELECT of the transfers of the quarters from one week to another."""
    wanted = select(*(getattr(TransferRow, name) for name in PassedPlace._fields)).where(
        TransferRow.team_id == team,
        TransferRow.week >= _quarter(first)[0],
        TransferRow.week <= _quarter(last)[1],
    )
    return wanted.order_by(TransferRow.id)


def _quarter(week: str) -> tuple[str, str]:
    """Return the first and the last week of the quarter of a year that a week is in."""
    year, number = week.split("-W")
    quarter = min((int(number) - 1) // 13, 3)
    return f"{year}-W{13 * quarter + 1:02}", f"{year}-W{_LAST_WEEKS[quarter]}"
