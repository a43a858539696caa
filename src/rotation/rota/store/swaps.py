"""All SQL of swaps and of the places they have passed on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, or_, select
from sqlalchemy.orm import Session

from rotation.database import Database
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow
from rotation.rota.tables.plans import RotaRow
from rotation.rota.tables.swaps import SwapLinkRow as SwapLinkRow
from rotation.rota.tables.swaps import SwapRow as SwapRow
from rotation.rota.tables.swaps import TransferRow as TransferRow

OPEN = ("open", "accepted")
"""The states in which something may still become of a swap."""
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
    wanted = select(SwapRow).where(SwapRow.id == swap_id)
    row = session.scalar(wanted.execution_options(populate_existing=fresh))
    if row is None:
        raise NotFound("There is no such swap.", field="swap")
    return row


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


def pass_on(session: Session, **values: Any) -> None:
    """Insert a transfer."""
    session.add(TransferRow(**values))
    session.flush()


def transfers(session: Session, team: UUID, first: str, last: str) -> Sequence[TransferRow]:
    """Return the transfers in the latest versions of the weeks from first to last, in order.

    What was passed on before a version was published is part of it.
    """
    wanted = (
        select(TransferRow)
        .join(
            RotaRow,
            (RotaRow.team_id == TransferRow.team_id)
            & (RotaRow.week == TransferRow.week)
            & (RotaRow.version == TransferRow.version),
        )
        .where(TransferRow.team_id == team, TransferRow.week >= first, TransferRow.week <= last)
    )
    return session.scalars(wanted.order_by(TransferRow.id)).all()


def transfers_since(session: Session, team: UUID, week: str, since: UUID) -> Sequence[TransferRow]:
    """Return the transfers in a week after something was made (its id), in order."""
    wanted = select(TransferRow).where(
        TransferRow.team_id == team, TransferRow.week == week, TransferRow.id > since
    )
    return session.scalars(wanted.order_by(TransferRow.id)).all()
