"""No week much fuller than a member's others."""

from rotation.solver.constraints.week_peaks import WeekPeaks
from support import make
from support.picture import breaches_in, reasons

SHIFTS = [make.shift("L", day) for day in range(5)]
PEOPLE = [make.member("Ann"), make.member("Bob"), make.member("Cis")]
REASON = "Ann would work more than 2 shifts in the week of Mon 23 Nov, far more than usual"


def test_all_evenings_of_a_week_are_not_for_one() -> None:
    case = make.case(PEOPLE, SHIFTS)
    rota = frozenset((each.id, "Ann") for each in SHIFTS)
    assert reasons(WeekPeaks(), case, rota) == [REASON]
    assert breaches_in(WeekPeaks(weight=1), case, rota)[0].points == 7


def test_one_and_a_half_times_as_much_as_usual_is_room_enough() -> None:
    two = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Bob"), ("3L", "Bob"), ("4L", "Cis")})
    assert reasons(WeekPeaks(), make.case(PEOPLE, SHIFTS), two) == []


def test_a_week_in_which_few_are_there_is_fuller() -> None:
    away = tuple(make.hours(day, 0, 24) for day in range(7))
    people = [PEOPLE[0], make.member("Bob", unavailable=away), make.member("Cis", unavailable=away)]
    rota = frozenset((each.id, "Ann") for each in SHIFTS)
    assert reasons(WeekPeaks(), make.case(people, SHIFTS), rota) == []


def test_rota_hours_make_a_usual_week_fuller() -> None:
    people = [make.member("Ann", rota_minutes=40 * 60), *PEOPLE[1:]]
    rota = frozenset((each.id, "Ann") for each in SHIFTS[:4])
    assert reasons(WeekPeaks(), make.case(people, SHIFTS), rota) == []


def test_each_week_is_looked_at_by_itself() -> None:
    shifts = [make.shift("L", day) for day in (0, 1, 2, 7, 8, 9)]
    case = make.case(PEOPLE[:2], shifts, weeks=2)
    assert len(reasons(WeekPeaks(), case, frozenset((each.id, "Ann") for each in shifts))) == 2
