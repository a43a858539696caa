"""Tells of swaps: what is offered, to those who could take it, and what becomes of it."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.notices import messages, writing
from rotation.notices.messages import Json
from rotation.notices.store import outbox
from rotation.notices.writing import KEPT, AddressBook, MemberMessage
from rotation.rota.facts import SwapChanged
from rotation.rota.live import swap_links, swap_transfer, swaps
from rotation.rota.live.swaps import Swap
from rotation.rota.shifts import Slot
from rotation.rota.versions import slot_lookup


def changed(session: Session, to: AddressBook, fact: SwapChanged, now: datetime) -> None:
    """Tell those a swap concerns, and the webhooks that ask for it.

    Whoever has another shift by it is told of that, as of any change of their shifts.
    """
    swap = swaps.find(session, fact.swap)
    slot = _slot(session, fact.slot)
    # Before its time an offer ends because another swap has passed one of its places on.
    is_overtaken = fact.state == "expired" and swap.expires_at > now
    told = _swap_json(session, to, swap, slot) | {"state": fact.state, "overtaken": is_overtaken}
    key = f"swap:{swap.id}:{fact.state}"
    if fact.state == "open":
        kind, until = "swap.offered", swap.expires_at
        whom = list(_takers(session, to, fact, now))
    else:
        kind, until = "swap.changed", slot.end if slot else now + KEPT
        untold = outbox.end_about(session, swap.id, "swap.offered", now)
        whom = [each for each in _concerned(fact) if each not in untold]
    for member in whom:
        by = slot.start if slot else until
        # Whoever can be written to gets a link of their own; only their message holds it.
        asked = fact.state == "open" and member in to.contacts
        token = swap_links.new_link(session, swap, member) if asked else None
        letter = MemberMessage(kind, f"{key}:{member}", told, until, by, swap.id, token)
        writing.write_to(session, to, member, letter, now)
    writing.tell(session, to, kind, key, told, now)


def _takers(session: Session, to: AddressBook, fact: SwapChanged, now: datetime) -> Iterable[UUID]:
    """Return whom an offer is for: one member, or everybody who could take it."""
    if fact.to is not None:
        return [fact.to]
    if not to.reachable - {fact.giver}:
        return []  # nobody can be written to, so nobody has to be found
    return swap_transfer.eligible_takers(session, fact.slot, now)


def _concerned(fact: SwapChanged) -> list[UUID]:
    """Return who has to know that an offer is no longer what it was, but did not do it."""
    concerned: dict[str, tuple[UUID | None, ...]] = {
        "accepted": (fact.giver,),
        "declined": (fact.giver, fact.taker),
        "expired": (fact.giver, fact.taker),
        "withdrawn": (fact.taker or fact.to,),
    }
    return [each for each in concerned.get(fact.state, ()) if each is not None]


def _swap_json(session: Session, to: AddressBook, swap: Swap, slot: Slot | None) -> Json:
    back = _slot(session, swap.in_return) if swap.in_return else None
    return {
        "team": to.known.about(),
        "swap": str(swap.id),
        "shift": messages.place(slot) if slot else None,
        "in_return": messages.place(back) if back else None,
        "giver": messages.person(swap.giver),
        "offered_to": messages.person_or_none(swap.to),
        "taker": messages.person_or_none(swap.taker),
        "reason": swap.reason,
        "expires_at": swap.expires_at.isoformat(),
    }


def _slot(session: Session, slot: UUID) -> Slot | None:
    with suppress(NotFound):  # a later version may have dropped the place
        return slot_lookup.published(session, slot).slot
    return None
