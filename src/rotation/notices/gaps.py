"""Warns of gaps: places that nobody has any more, once for each gap and not with each version."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.clock import new_id
from rotation.database import Fact
from rotation.errors import NotFound
from rotation.notices import messages, writing
from rotation.notices.writing import AddressBook
from rotation.rota.facts import DutyMoved, Published
from rotation.rota.on_duty import duties
from rotation.rota.shifts import Slot, all_slots
from rotation.rota.versions import published_versions, slot_lookup
from rotation.timespan import Span, merged, minus


def follow(
    session: Session, of: Callable[[UUID], AddressBook], noted: Sequence[Fact], now: datetime
) -> None:
    """Tell of what has become a gap: by a new version, or because somebody cannot come."""
    moved = [each for each in noted if isinstance(each, DutyMoved)]
    published = [each for each in noted if isinstance(each, Published)]
    weeks = {(each.team, each.week) for each in published}
    left = {each.before.slot: each.team for each in moved if each.before}
    for fact in published:
        to = of(fact.team)
        if to.subscribed("gap.opened"):
            for slot in _newly_open(session, fact, left):
                if slot.end > now:
                    _tell(session, to, slot, Span(slot.start, slot.end), now)
    for slot_id, team in left.items():
        if of(team).subscribed("gap.opened"):
            _left(session, of(team), slot_id, moved, weeks, now)


def _newly_open(session: Session, fact: Published, left: Collection[UUID]) -> Iterable[Slot]:
    """Yield the places that are open by a version and were not: somebody had them, or none did."""
    before = _required(session, fact, fact.version - 1)
    for slot in _required(session, fact, fact.version).values():
        was = before.get(slot.id)
        # A place that was given to somebody who could not come was a gap already.
        if slot.member is None and (was is None or (was.member and slot.id in left)):
            yield slot


def _required(session: Session, fact: Published, version: int) -> dict[UUID, Slot]:
    if version < 1:
        return {}
    found = published_versions.shifts_of(session, fact.team, fact.week, version)
    return {each.id: each for each in all_slots(found) if each.required}


def _left(
    session: Session,
    to: AddressBook,
    slot_id: UUID,
    moved: Sequence[DutyMoved],
    weeks: Collection[tuple[UUID, str]],
    now: datetime,
) -> None:
    """Tell of the parts of a place that somebody had and that nobody has now."""
    had = [each.before for each in moved if each.before and each.before.slot == slot_id]
    if (to.known.team, had[0].week) in weeks:
        return
    slot = None
    with suppress(NotFound):  # a duty by an override alone has no place
        slot = slot_lookup.published(session, slot_id).slot
    if slot is None or not slot.required:
        return
    have = merged(each.span for each in duties.of_slots(session, [slot_id]))
    for part in minus(merged(each.span for each in had), have):
        if part.end > now:
            _tell(session, to, slot, Span(max(part.start, now), part.end), now)


def _tell(session: Session, to: AddressBook, slot: Slot, part: Span, now: datetime) -> None:
    told = {"team": to.known.about(), "week": slot.week, "shift": messages.place(slot, part)}
    writing.tell(session, to, "gap.opened", f"gap:{slot.id}:{new_id()}", told, now)
