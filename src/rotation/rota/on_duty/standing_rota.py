"""A published rota as it stands: who is on duty in each place by now, part by part.

A version is never rewritten; what it becomes by swaps, stand-ins, leave, sick calls and erasures
is read from who is on duty (``timeline``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from rotation.rota.shifts import Seat, Shift, Shifts, slot_id
from rotation.rota.timeline import DutySpan
from rotation.timespan import Span


@dataclass(frozen=True)
class Part:
    """A stretch of a place, and who is on duty in it; None: nobody."""

    start: datetime
    end: datetime
    member: UUID | None


@dataclass(frozen=True)
class StandingRota:
    """The shifts with whoever has the most of each place, and the parts of each place by slot.

    ``cancelled`` are the slots in which nobody is to be.
    """

    shifts: Shifts
    parts: Mapping[UUID, tuple[Part, ...]]
    cancelled: frozenset[UUID] = frozenset()

    @property
    def open_places(self) -> int:
        """Return how many of the places that should be filled are not, or not from end to end."""
        return sum(
            max(0, each.target - self._filled(each))
            for each in self.shifts
            if not self.cancelled.issuperset(slot.id for slot in each.slots())
        )

    def _filled(self, shift: Shift) -> int:
        return sum(all(part.member for part in self.parts[slot.id]) for slot in shift.slots())


def as_it_stands(
    shifts: Shifts, duties: Iterable[DutySpan], cancelled: frozenset[UUID] = frozenset()
) -> StandingRota:
    """Return published shifts as they stand by those who are on duty, and the slots cancelled."""
    by_slot: dict[UUID, list[DutySpan]] = {}
    for each in duties:
        by_slot.setdefault(each.slot, []).append(each)
    parts: dict[UUID, tuple[Part, ...]] = {}
    standing = []
    for shift in shifts:
        seats = []
        for seat in shift.seats:
            slot = slot_id(shift.pattern_id, shift.day, seat.number)
            parts[slot] = _parts(shift, by_slot.get(slot, ()))
            seats.append(_seat(seat, parts[slot]))
        standing.append(replace(shift, seats=tuple(seats)))
    return StandingRota(tuple(standing), parts, cancelled)


def _parts(shift: Shift, duties: Sequence[DutySpan]) -> tuple[Part, ...]:
    left = [Span(shift.start, shift.end)]
    for each in duties:
        left = [rest for span in left for rest in span.without(each.span)]
    taken = [Part(each.start, each.end, each.member) for each in duties]
    nobody = [Part(each.start, each.end, None) for each in left]
    return tuple(sorted([*taken, *nobody], key=lambda each: each.start))


def _seat(seat: Seat, parts: Sequence[Part]) -> Seat:
    """Return a seat with whoever has the most of it, the first of two who have as much."""
    longest = max(parts, key=lambda each: each.end - each.start)
    return replace(seat, member=longest.member, locked=seat.locked and longest.member is not None)
