"""Shifts of a rota and their slots, as plain frozen values, and the ids that never change.

A slot is (shift pattern, local date, seat number); its id is derived from these, so that it stays
the same through runs, drafts and versions. A shift belongs to the week it starts in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

import msgspec


@dataclass(frozen=True)
class Slot:
    """One seat of one shift, with all that is known of the shift.

    ``start`` and ``end`` are UTC instants, ``local_start`` and ``local_end`` the promised wall
    times ``HH:MM`` in ``timezone``; ``required`` tells whether the staffing of the shift counts on
    this seat; ``member`` None: an open place.
    """

    id: UUID
    shift_id: UUID
    pattern_id: UUID
    pattern: str
    seat: int
    week: str
    day: date
    start: datetime
    end: datetime
    local_start: str
    local_end: str
    timezone: str
    task: str
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    burden: float = 0
    required: bool = True
    member: UUID | None = None
    locked: bool = False


@dataclass(frozen=True, order=True)
class Seat:
    """One seat of a shift (numbered from 1), and who sits in it; ``locked``: runs keep it."""

    number: int
    member: UUID | None = None
    locked: bool = False


@dataclass(frozen=True)
class Shift:
    """One dated stretch to be filled: its span, what it asks of people, its seats in order.

    ``burden`` is its unsocial weight in points (weighted hours); ``price`` is how much dearer than
    another an open place of it is. ``provisional``: how many people it needs was not known for sure
    when it was planned.
    """

    id: UUID
    pattern_id: UUID
    pattern: str
    week: str
    day: date
    start: datetime
    end: datetime
    local_start: str
    local_end: str
    timezone: str
    task: str
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    burden: float = 0
    minimum: int = 1
    target: int = 1
    maximum: int = 1
    price: int = 1
    provisional: bool = False
    seats: tuple[Seat, ...] = ()

    @property
    def members(self) -> tuple[UUID, ...]:
        """Return the members in the seats of the shift."""
        return tuple(seat.member for seat in self.seats if seat.member)

    @property
    def open_places(self) -> int:
        """Return how many people it lacks."""
        return max(0, self.target - len(self.members))

    @property
    def spare(self) -> int | None:
        """Return the seat one more person would take beyond those shown, if there may be one."""
        if len(self.seats) >= self.maximum:
            return None
        return _lowest_free(self.seats)

    def slots(self) -> tuple[Slot, ...]:
        """Return the seats of the shift as slots."""
        return tuple(self._slot(seat) for seat in self.seats)

    def seated(self, seat: Seat) -> "Shift":
        """Return the shift with one seat as given, in place of the one with its number."""
        kept = [each for each in self.seats if each.number != seat.number]
        return replace(self, seats=tuple(sorted((*kept, seat))))

    def _slot(self, seat: Seat) -> Slot:
        return Slot(
            id=slot_id(self.pattern_id, self.day, seat.number),
            shift_id=self.id,
            pattern_id=self.pattern_id,
            pattern=self.pattern,
            seat=seat.number,
            week=self.week,
            day=self.day,
            start=self.start,
            end=self.end,
            local_start=self.local_start,
            local_end=self.local_end,
            timezone=self.timezone,
            task=self.task,
            channels=self.channels,
            languages=self.languages,
            skills=self.skills,
            burden=self.burden,
            required=self.seats.index(seat) < self.target,
            member=seat.member,
            locked=seat.locked,
        )


Shifts = tuple[Shift, ...]


def shift_id(pattern: UUID, day: date) -> UUID:
    """Return the id of the shift of a pattern that starts on a local date."""
    return uuid5(pattern, day.isoformat())


@lru_cache(maxsize=65_536)
def slot_id(pattern: UUID, day: date, seat: int) -> UUID:
    """Return the id of a seat (numbered from 1) of that shift."""
    return uuid5(pattern, f"{day.isoformat()}/{seat}")


def all_slots(shifts: Iterable[Shift]) -> list[Slot]:
    """Return the slots of some shifts, in order."""
    return [slot for shift in shifts for slot in shift.slots()]


def shifts_in_order(shifts: Iterable[Shift]) -> Shifts:
    """Return shifts by time, then by name."""
    return tuple(sorted(shifts, key=lambda each: (each.start, each.end, each.pattern, each.id)))


def seats_for(shift: Shift, members: Iterable[UUID], before: Sequence[Seat] = ()) -> Shift:
    """Return the shift with these people seated.

    Whoever sat there before keeps their seat and its lock; the others take the lowest free ones,
    and empty seats follow until the target is met.
    """
    wanted = sorted(set(members))
    kept = {seat.member: seat for seat in before if seat.member in wanted}
    taken = [kept[member] for member in wanted if member in kept]
    for member in wanted:
        if member not in kept:
            taken.append(Seat(_lowest_free(taken), member))
    while len(taken) < shift.target:
        taken.append(Seat(_lowest_free(taken)))
    return replace(shift, seats=tuple(sorted(taken)))


def settled(shifts: Shifts, published: Shifts, people: Collection[UUID], now: datetime) -> Shifts:
    """Return shifts with what has begun as it was published, and nobody seated who is gone."""
    begun = {shift.id: shift for shift in published if shift.start <= now}
    to_come = [
        replace(
            shift,
            seats=tuple(
                seat if seat.member is None or seat.member in people else Seat(seat.number)
                for seat in shift.seats
            ),
        )
        for shift in shifts
        if shift.id not in begun
    ]
    return shifts_in_order((*begun.values(), *to_come))


def shifts_to_json(shifts: Shifts) -> list[Any]:
    """Return shifts as plain JSON values."""
    plain: list[Any] = msgspec.to_builtins(shifts)
    return plain


def shifts_from_json(plain: Sequence[Mapping[str, Any]]) -> Shifts:
    """Return the shifts of plain JSON values."""
    return msgspec.convert(plain, Shifts)


def _lowest_free(seats: Iterable[Seat]) -> int:
    taken = {seat.number for seat in seats}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)
