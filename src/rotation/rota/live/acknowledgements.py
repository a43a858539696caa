"""Acknowledged duties: a member says "I'm on it" before or while on duty."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Access, Actor
from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import Conflict, NotAllowed
from rotation.rota.facts import DutyAcknowledged
from rotation.rota.on_duty import duties
from rotation.rota.store import acknowledgements as store
from rotation.rota.store.acknowledgements import Key
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import slot_lookup

EARLY = timedelta(hours=24)
"""How long before it begins a duty may be acknowledged."""
KEPT = timedelta(days=400)


def acknowledge(
    session: Session,
    slot: UUID,
    member: UUID | None,
    actor: Actor,
    now: datetime,
    start: datetime | None = None,
) -> DutySpan:
    """Acknowledge the duty of a member (None: of the key) in a place; twice is as once.

    A member may have several parts of a place: ``start`` says which (None: the first to come).
    Conflict when no such duty runs or begins within a day. A planner may do it for others.
    """
    place = slot_lookup.published(session, slot)
    who = member or actor.member
    if actor.access is Access.MEMBER and who != actor.member:
        raise NotAllowed("A member may acknowledge their own duty only.")
    coming = [
        each
        for each in duties.of_slots(session, [slot])
        if each.member == who
        and each.end > now
        and each.start <= now + EARLY
        and start in {None, each.start}
    ]
    if not coming:
        raise Conflict("This duty is over, is somebody else's or begins in more than a day.")
    duty = coming[0]
    made = store.add(session, place.team.id, (slot, duty.member, duty.start), now)
    if made is not None:
        told = {"slot": str(slot), "member": str(duty.member), "start": duty.start.isoformat()}
        note(session, Changed("created", "acknowledgement", made, after=told, team=place.team.id))
        note(session, DutyAcknowledged(place.team.id, slot, duty.member, duty.start))
    return duty


def of_slots(session: Session, slots: set[UUID]) -> set[Key]:
    """Return the acknowledged duties of some slots: slot, member, start."""
    return store.of_slots(session, slots)


def forget(session: Session, now: datetime) -> None:
    """Delete the acknowledgements of the organisation that are older than they are kept."""
    store.delete_before(session, now - KEPT)


def forget_of(session: Session, member: UUID) -> None:
    """Delete the acknowledgements of a member who is erased."""
    store.forget(session, member)
