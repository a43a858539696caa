"""Swaps: a member gives a place away, or exchanges it for another, by consent.

A swap is *open* until somebody takes it; then it is *done*, or *accepted* while a planner has to
approve. It may be *declined*, *withdrawn* or *expired*. At every step the rules are read again on
the rota as it stands then: none that must hold may be newly broken.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.account.facts import Action, Changed
from rotation.database import Database, note
from rotation.errors import Conflict, Impossible, NotAllowed
from rotation.rota.checks.change_impact import ChangeCost
from rotation.rota.facts import SwapChanged
from rotation.rota.live import swap_transfer
from rotation.rota.store import duties as duty_store
from rotation.rota.store import swaps as store
from rotation.rota.versions import slot_lookup
from rotation.rota.versions.slot_lookup import Place
from rotation.team import members, teams
from rotation.team.teams import Team

if TYPE_CHECKING:
    from rotation.rota.store.swaps import SwapRow

State = Literal["open", "accepted", "done", "declined", "withdrawn", "expired"]


@dataclass(frozen=True)
class SwapOffer:
    """A swap asked for: a place, whom it is offered to (None: anyone), the place in return."""

    slot: UUID
    to: UUID | None = None
    in_return: UUID | None = None
    reason: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Swap:
    """A swap as it stands."""

    id: UUID
    team_id: UUID
    slot: UUID
    giver: UUID
    to: UUID | None
    in_return: UUID | None
    taker: UUID | None
    state: State
    reason: str | None
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None


def find(session: Session, swap_id: UUID) -> Swap:
    """Return a swap; NotFound otherwise."""
    return _swap(store.swap(session, swap_id))


def listed(
    session: Session, team_id: UUID, state: str | None, after: UUID | None, limit: int
) -> list[Swap]:
    """Return the swaps of a team (in a state), newest first."""
    states = None if state is None else (state,)
    return [_swap(row) for row in store.swaps(session, team_id, states, after, limit)]


def still_open(session: Session, swap_ids: Collection[UUID]) -> set[UUID]:
    """Return those of some swaps that may still be taken."""
    return set(store.open_among(session, swap_ids))


def offer(
    session: Session, team: Team, wanted: SwapOffer, actor: Actor, now: datetime
) -> tuple[Swap, ChangeCost | None]:
    """Offer a place; with one taker in view also say what the swap would cost.

    Conflict for a place nobody holds, that has begun or is offered already; Impossible for people
    and places that cannot be meant; SwapBreaksRules.
    """
    duty_store.hold(session, team.id, now)
    place = _place(session, team, wanted.slot, "/slot", now)
    giver = place.holder
    if giver is None:
        raise Conflict("Nobody has this place.", field="/slot")
    actor.require_member(giver)
    to, ends = wanted.to, place.shift.start
    if wanted.in_return is not None:
        back = _place(session, team, wanted.in_return, "/for", now)
        to, ends = _other_side(wanted, giver, back), min(ends, back.shift.start)
    _check_partner(session, team, giver, to)
    if any(each.slot_id == wanted.slot for each in store.open_with(session, [wanted.slot])):
        raise Conflict("This place is offered already.", field="/slot")
    if wanted.expires_at is not None:
        ends = min(ends, wanted.expires_at)
    if ends <= now:
        raise Impossible("An offer has to end in the future.", field="/expires_at")
    row = store.add(
        session,
        team_id=team.id,
        slot_id=wanted.slot,
        giver_id=giver,
        to_id=to,
        return_slot_id=wanted.in_return,
        state="open",
        reason=wanted.reason,
        made_at=now,
        expires_at=ends,
    )
    cost = swap_transfer.price_swap(session, row, to, now) if to else None
    _note(session, "created", row, None)
    return _swap(row), cost


def require_open(database: Database, actor: Actor, swap_id: UUID, now: datetime) -> None:
    """Raise Conflict for a swap that is no longer open, without a unit of work.

    The losers of a rush need not queue up for one. What says nothing here is judged by ``agree``.
    """
    found = store.standing(database, actor.organisation, swap_id)
    if found and (actor.teams is None or found.team_id in actor.teams):
        _check_state(found, ("open",), now)


def require_still_open(session: Session, swap_id: UUID, now: datetime) -> None:
    """Raise Conflict for a swap that nobody can take any more."""
    _check_state(store.swap(session, swap_id), ("open",), now)


def take(
    session: Session, swap_id: UUID, member: UUID | None, actor: Actor, now: datetime
) -> tuple[Swap, ChangeCost]:
    """Take a swap for a member (by default the one it is offered to, or the key's own).

    The first acceptable one has it: it is done, or waits for approval where the team wants that.
    """
    row = _locked(session, swap_id, ("open",), now)
    taker = member or row.to_id or actor.member
    if taker is None:
        raise Impossible("Say which member takes it.", field="/member")
    actor.require_member(taker)
    if row.to_id not in {None, taker}:
        raise NotAllowed("This swap is offered to somebody else.")
    _check_partner(session, teams.of_id(session, row.team_id), row.giver_id, taker)
    cost = swap_transfer.price_swap(session, row, taker, now)
    before = row.state
    row.taker_id = taker
    if teams.of_id(session, row.team_id).swap_approval:
        row.state = "accepted"
        _note(session, "changed", row, before)
    else:
        _carry_out(session, row, now)
    session.flush()
    return _swap(row), cost


def approve(session: Session, swap_id: UUID, now: datetime) -> tuple[Swap, ChangeCost]:
    """Let an accepted swap happen; SwapBreaksRules when it no longer may."""
    row = _locked(session, swap_id, ("accepted",), now)
    assert row.taker_id
    cost = swap_transfer.price_swap(session, row, row.taker_id, now)
    _carry_out(session, row, now)
    return _swap(row), cost


def decline(
    session: Session, swap_id: UUID, member: UUID | None, actor: Actor, now: datetime
) -> Swap:
    """Say no: the member it is offered to, or a planner instead of approving."""
    row = _locked(session, swap_id, store.OPEN, now)
    asked = row.to_id or row.taker_id
    if asked is None:
        raise Conflict("This swap is offered to anyone: there is nothing to decline.")
    if member not in {None, asked}:
        raise NotAllowed("This swap is offered to somebody else.")
    actor.require_member(asked)
    return _end(session, row, "declined", now)


def withdraw(
    session: Session, swap_id: UUID, member: UUID | None, actor: Actor, now: datetime
) -> Swap:
    """Take an offer back before it has happened."""
    row = _locked(session, swap_id, store.OPEN, now)
    if member not in {None, row.giver_id}:
        raise NotAllowed("Somebody else has made this offer.")
    actor.require_member(row.giver_id)
    return _end(session, row, "withdrawn", now)


def expire(session: Session, swap_id: UUID, now: datetime) -> None:
    """End an open swap whose time is over; nothing happens to others."""
    row = store.swap(session, swap_id)
    if row.state in store.OPEN and row.expires_at <= now:
        _end(session, row, "expired", now)


def _locked(session: Session, swap_id: UUID, states: Sequence[str], now: datetime) -> "SwapRow":
    """Return a swap in one of some states that nobody else can change meanwhile; else Conflict."""
    row = store.swap(session, swap_id)
    _check_state(row, states, now)  # the losers of a rush need not queue up
    duty_store.hold(session, row.team_id, now)
    row = store.swap(session, swap_id, fresh=True)
    _check_state(row, states, now)
    return row


def _check_state(row: "SwapRow", states: Sequence[str], now: datetime) -> None:
    if row.state in store.OPEN and row.expires_at <= now:
        raise Conflict("The time of this swap is over.", extra={"state": "expired"})
    if row.state not in states:
        raise Conflict("This swap is no longer open.", extra={"state": row.state})


def _place(session: Session, team: Team, slot: UUID, field: str, now: datetime) -> Place:
    place = slot_lookup.published(session, slot)
    if place.team.id != team.id:
        raise Impossible("This slot is not in a published rota of the team.", field=field)
    if place.shift.start <= now:
        raise Conflict("This shift has begun; use an override.", field=field)
    return place


def _other_side(wanted: SwapOffer, giver: UUID, back: Place) -> UUID:
    """Return who has the place that is asked for in return."""
    if back.holder is None:
        raise Conflict("Nobody has this place.", field="/for")
    if back.holder == giver:
        raise Impossible("Both places belong to the same member.", field="/for")
    if wanted.to not in {None, back.holder}:
        raise Impossible("The place asked for belongs to somebody else.", field="/to")
    return back.holder


def _check_partner(session: Session, team: Team, giver: UUID, taker: UUID | None) -> None:
    if taker is None:
        return
    if taker == giver:
        raise Impossible("A member cannot swap with themselves.", field="/member")
    if members.find(session, taker).team_id != team.id:
        raise Impossible("This member is on another team.", field="/member")


def _carry_out(session: Session, row: "SwapRow", now: datetime) -> None:
    before, row.state, row.ended_at = row.state, "done", now
    touched = swap_transfer.apply_swap(session, row, now)
    _note(session, "changed", row, before)
    for other in store.open_with(session, touched):
        _end(session, other, "expired", now)


def _end(session: Session, row: "SwapRow", state: State, now: datetime) -> Swap:
    before, row.state, row.ended_at = row.state, state, now
    session.flush()
    _note(session, "changed", row, before)
    return _swap(row)


def _note(session: Session, action: Action, row: "SwapRow", before: str | None) -> None:
    told: dict[str, Any] = {
        "state": row.state,
        **{
            name: str(value) if value else None
            for name, value in (
                ("slot", row.slot_id),
                ("for", row.return_slot_id),
                ("giver", row.giver_id),
                ("to", row.to_id),
                ("taker", row.taker_id),
            )
        },
    }
    was = None if before is None else {**told, "state": before}
    note(session, Changed(action, "swap", row.id, was, told, team=row.team_id))
    note(
        session,
        SwapChanged(
            row.team_id,
            row.id,
            row.state,
            row.slot_id,
            row.giver_id,
            row.to_id,
            row.return_slot_id,
            row.taker_id,
        ),
    )


def _swap(row: "SwapRow") -> Swap:
    state: Any = row.state  # written by this module alone
    return Swap(
        row.id,
        row.team_id,
        row.slot_id,
        row.giver_id,
        row.to_id,
        row.return_slot_id,
        row.taker_id,
        state,
        row.reason,
        row.made_at,
        row.expires_at,
        row.ended_at,
    )
