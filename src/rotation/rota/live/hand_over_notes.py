"""Hand-over notes: what whoever is on duty tells those who come next.

A note is left in a place and read by those whose duty begins next: of the shifts that begin before
theirs, do the same task and share a channel with it, those that begin last are the ones before it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Access, Actor
from rotation.account.facts import Action, Changed
from rotation.database import note
from rotation.errors import Conflict, Impossible, NotAllowed
from rotation.rota.facts import HandOverNoted
from rotation.rota.on_duty import duties
from rotation.rota.shifts import Slot
from rotation.rota.store import hand_over as store
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import published_versions, slot_lookup
from rotation.timespan import Span

if TYPE_CHECKING:
    from rotation.rota.store.hand_over import HandOverNoteRow

MOST = 10
LATE = timedelta(hours=12)
"""How long after a shift its people may still leave a note; a planner, while it can be read."""
REACH = timedelta(days=7)
"""How long before a duty the shift before it may have begun."""
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class HandOverNote:
    """A note; ``member`` None: a planner has left it."""

    id: UUID
    team_id: UUID
    slot: UUID
    member: UUID | None
    text: str
    made_at: datetime


def leave(session: Session, slot: UUID, text: str, actor: Actor, now: datetime) -> HandOverNote:
    """Leave a note in a place; a member's key may where its member is on duty or just was.

    Conflict before the shift begins and when it is long over; Impossible for too many notes.
    """
    place = slot_lookup.published(session, slot)
    own = [each.span for each in duties.of_slots(session, [slot]) if each.member == actor.member]
    late = REACH
    if actor.access is Access.MEMBER:
        if not own:
            raise NotAllowed("Only a member on duty here, or a planner, may leave a note.")
        if now < min(each.start for each in own):
            raise Conflict("This shift has not begun.")
        late = LATE
    if now >= place.shift.end + late:
        raise Conflict("This shift is over.")
    if len(store.of_slots(session, [slot])) >= MOST:
        raise Impossible("A place has 10 hand-over notes at most.")
    row = store.add(
        session,
        team_id=place.team.id,
        slot_id=slot,
        member_id=actor.member,
        text=text,
        made_at=now,
    )
    _note(session, "created", row)
    note(session, HandOverNoted(row.team_id, slot, row.id))
    return _of(row)


def delete(session: Session, note_id: UUID, actor: Actor) -> None:
    """Take a note back: whoever has left it, or a planner."""
    row = store.note(session, note_id)
    if actor.access is Access.MEMBER and row.member_id != actor.member:
        raise NotAllowed("Somebody else has left this note.")
    _note(session, "deleted", row)
    store.delete_note(session, row)


def of_place(
    session: Session, slot: UUID, actor: Actor
) -> tuple[list[HandOverNote], list[HandOverNote]]:
    """Return the notes handed to whoever has a place, and those left in it, oldest first.

    A member's key sees them where the member is on duty.
    """
    found = slot_lookup.published(session, slot)
    own = {each.member for each in duties.of_slots(session, [slot])}
    if actor.access is Access.MEMBER and actor.member not in own:
        raise NotAllowed("A member may see this of themselves only.")
    handed = handed_to(session, found.team.id, [found.slot])[slot, found.shift.start]
    return list(handed), [_of(row) for row in store.of_slots(session, [slot])]


def handed_to(
    session: Session, team: UUID, whom: Sequence[DutySpan | Slot]
) -> Mapping[tuple[UUID, datetime], Sequence[HandOverNote]]:
    """Return the notes handed to each of some duties (or places), by its slot and start."""
    if not whom:
        return {}
    span = Span(min(e.start for e in whom) - REACH, max(e.start for e in whom))
    known = published_versions.published(session, team, span)
    earlier = {_key(each): before(each, known) for each in whom}
    every = store.of_slots(session, {slot for found in earlier.values() for slot in found})
    return {
        key: [_of(row) for row in every if row.slot_id in found] for key, found in earlier.items()
    }


def those_after(session: Session, team: UUID, slot: UUID, now: datetime) -> list[DutySpan]:
    """Return the duties, running or to come, that what is left in a place is handed to."""
    span = Span(now - REACH, now + REACH)
    known = published_versions.published(session, team, span)
    coming = duties.between(session, team, Span(now, now + REACH))
    return [each for each in coming if slot in before(each, known)]


def teams_with_any(session: Session, teams: Collection[UUID], now: datetime) -> set[UUID]:
    """Return those of some teams in which a note can still be handed to somebody."""
    return set(store.teams_with_any(session, teams, now - 2 * REACH))


def before(whom: DutySpan | Slot, known: Iterable[Slot]) -> set[UUID]:
    """Return the places of the shifts before a duty; pure."""
    earlier = [each for each in known if each.start < whom.start and _is_alike(each, whom)]
    last = max((each.start for each in earlier), default=None)
    return {each.id for each in earlier if each.start == last}


def forget(session: Session, now: datetime) -> None:
    """Delete the notes of the organisation that are older than they are kept."""
    store.delete_before(session, now - KEPT)


def forget_of(session: Session, member: UUID) -> None:
    """Delete the notes of a member who is erased."""
    store.forget(session, member)


def _is_alike(one: Slot, other: DutySpan | Slot) -> bool:
    """Tell whether two shifts follow each other: they do the same, for a channel both serve."""
    if one.task != other.task:
        return False
    return (
        not one.channels or not other.channels or not set(one.channels).isdisjoint(other.channels)
    )


def _key(whom: DutySpan | Slot) -> tuple[UUID, datetime]:
    return (whom.slot if isinstance(whom, DutySpan) else whom.id), whom.start


def _note(session: Session, action: Action, row: "HandOverNoteRow") -> None:
    # What it says is not kept beyond the note itself: the trail cannot forget.
    told = {"slot": str(row.slot_id), "member": str(row.member_id) if row.member_id else None}
    before, after = (None, told) if action == "created" else (told, None)
    note(session, Changed(action, "hand_over_note", row.id, before, after, team=row.team_id))


def _of(row: "HandOverNoteRow") -> HandOverNote:
    return HandOverNote(row.id, row.team_id, row.slot_id, row.member_id, row.text, row.made_at)
