"""Places passed on: what a swap changes about a published rota, for good.

A version is never rewritten. Who holds a place is what its latest version says, after the
transfers made since, in order; each holds only while its giver has the place. A draft older than a
transfer takes it over before it is published, so that a swap outlives the next version (and a
revert), unless the planner has since given the place to somebody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from rotation.rota.shifts import Shift, Shifts, slot_id


@dataclass(frozen=True)
class Transfer:
    """A slot goes from the giver to the taker."""

    slot: UUID
    giver: UUID
    taker: UUID


def applied(shifts: Shifts, transfers: Iterable[Transfer]) -> Shifts:
    """Return shifts after some transfers, in order; one whose giver lacks the place is void."""
    wanted = list(transfers)
    if not wanted:
        return shifts
    now = {each.id: each for each in shifts}
    places = {
        slot_id(shift.pattern_id, shift.day, seat.number): (shift.id, seat.number)
        for shift in shifts
        for seat in shift.seats
    }
    for each in wanted:
        if each.slot in places:
            shift, seat = places[each.slot]
            now[shift] = _passed_on(now[shift], seat, each)
    return tuple(now[each.id] for each in shifts)


def _passed_on(shift: Shift, number: int, transfer: Transfer) -> Shift:
    seat = next(each for each in shift.seats if each.number == number)
    if seat.member != transfer.giver or transfer.taker in shift.members:
        return shift
    return shift.seated(replace(seat, member=transfer.taker))
