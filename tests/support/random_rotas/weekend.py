"""The days around a clock change in which lives are lived, and their first rota."""

from uuid import UUID

from rotation.clock import new_id
from rotation.demand.day_plans import DayPlan, OneOffShift
from rotation.demand.shift_patterns import ShiftPattern
from rotation.rota import shifts as shift_values
from rotation.rota.shifts import Shifts, all_slots, shifts_in_order, slot_id
from rotation.timespan import Week
from support.oracles.rota_referee import Holders, Seat

WEEK = Week.parse("2027-W12")
"""Its Sunday, 28 March 2027, has no hour between 02:00 and 03:00 in Paris."""
ZONE = "Europe/Paris"
PEOPLE = 6
FIRST = {
    ("Evening", 5): (0, 1),
    ("Evening", 6): (2, 3),
    ("Evening", 7): (0, 1),
    ("Early", 5): (2,),
    ("Early", 6): (4,),
    ("Early", 7): (5,),
    ("Night", 6): (4,),
    ("Sale", 6): (5,),
}
"""Who has which shift on which weekday at first."""


def patterns() -> tuple[ShiftPattern, ...]:
    """Return two people every evening, one in the morning, one on Saturday night."""
    days = (5, 6, 7)
    return (
        ShiftPattern(new_id(), "Evening", days, "17:00", "22:00", target=2, maximum=3),
        ShiftPattern(new_id(), "Early", days, "07:00", "12:00", target=1, maximum=2),
        ShiftPattern(new_id(), "Night", (6,), "23:00", "06:00", target=1, maximum=2),
    )


def sale() -> DayPlan:
    """Return the plan of the Saturday: a one-off shift for one person beside the usual ones."""
    shift = OneOffShift("Sale", "13:00", "16:00")
    return DayPlan(new_id(), "Sale", WEEK.days[5], WEEK.days[5], shifts=(shift,))


def seats(shifts: Shifts) -> list[Seat]:
    """Return the places of some shifts, in the order in which they count."""
    placed = sorted(all_slots(shifts), key=lambda each: (each.start, each.seat, str(each.id)))
    return [Seat(each.id, each.shift_id, each.start, each.end) for each in placed]


def first(shifts: Shifts, people: tuple[UUID, ...]) -> Holders:
    """Return who has which place at first."""
    found: Holders = {}
    for each in all_slots(shifts):
        found[each.id] = people[FIRST[each.pattern, each.day.isoweekday()][each.seat - 1]]
    return found


def seated(shifts: Shifts, holders: Holders) -> Shifts:
    """Return the shifts with people in their places."""
    found = []
    for shift in shifts:
        for seat in shift.seats:
            who = holders.get(slot_id(shift.pattern_id, shift.day, seat.number))
            assert who is None or isinstance(who, UUID)
            shift = shift.seated(shift_values.Seat(seat.number, who))  # noqa: PLW2901 - seat by seat
        found.append(shift)
    return shifts_in_order(found)
