"""Special days go round; who worked which holiday in past years."""

from dataclasses import replace
from random import Random

from rotation.solver.case import Case
from rotation.solver.constraints.holiday_memory import HolidayMemory
from rotation.solver.entities import (
    Assignments,
    Member,
    PlannedSpecialDay,
    Remembered,
    Wish,
)
from rotation.timespan import DAY
from support import make
from support.picture import breaches_in, picture, reasons

TWICE = "would have more special days than others who could come"

CHRISTMAS = Remembered("Ann", make.MONDAY + DAY, "Christmas Day", times=2)


def test_working_the_same_holiday_again_costs_more_for_each_year() -> None:
    case, rota = picture("Ann . E\nBob . E")
    case = replace(case, remembered=(CHRISTMAS,))
    assert reasons(HolidayMemory(), case, rota) == [
        "Ann worked on Christmas Day before and would again on Tue 24 Nov"
    ]
    assert breaches_in(HolidayMemory(), case, rota)[0].points == 60


def test_the_night_into_the_holiday_is_work_on_it() -> None:
    case, rota = picture("Ann N .")
    assert len(reasons(HolidayMemory(), replace(case, remembered=(CHRISTMAS,)), rota)) == 1


def test_other_days_are_free() -> None:
    case, rota = picture("Ann E . E")
    assert reasons(HolidayMemory(), replace(case, remembered=(CHRISTMAS,)), rota) == []


def special(*days: int) -> tuple[PlannedSpecialDay, ...]:
    """Return whole special days of the first week."""
    return tuple(PlannedSpecialDay(f"Day {day}", make.hours(day, 0, 24)) for day in days)


def test_a_second_special_day_in_the_same_weeks_is_one_too_many() -> None:
    case, rota = picture("Ann . E . E\nBob E . . .")
    case = replace(case, special_days=special(1, 3))
    assert reasons(HolidayMemory(), case, rota) == [f"Ann {TWICE}"]
    case, rota = picture("Ann . E . .\nBob E . . E")
    assert reasons(HolidayMemory(), replace(case, special_days=special(1, 3)), rota) == []


def test_who_had_more_than_others_who_could_come_pays_for_the_next_one() -> None:
    case, rota = picture("Ann . E\nBob E .", make.member("Ann", special_days_worked=1))
    case = replace(case, special_days=special(1))
    assert [each.points for each in breaches_in(HolidayMemory(weight=1), case, rota)] == [1]
    case, rota = picture("Ann . E\nBob E .", make.member("Ann", special_days_worked=3))
    case = replace(case, special_days=special(1))
    assert [each.points for each in breaches_in(HolidayMemory(weight=1), case, rota)] == [5]


def test_those_who_could_not_come_anyway_are_no_measure() -> None:
    ann = make.member("Ann", special_days_worked=1)
    bob = make.member("Bob", unavailable=(make.hours(1, 0, 24),))
    case, rota = picture("Ann . E\nBob E .", ann, bob)
    assert reasons(HolidayMemory(), replace(case, special_days=special(1)), rota) == []


def test_a_special_day_wished_for_is_not_counted_against_anybody() -> None:
    keen = make.member(
        "Ann", special_days_worked=2, wishes=(Wish(make.hours(1, 0, 24), prefers=True),)
    )
    case, rota = picture("Ann . E\nBob E .", keen)
    assert reasons(HolidayMemory(), replace(case, special_days=special(1)), rota) == []


def test_a_wish_for_the_morning_is_none_for_the_evening_of_a_special_day() -> None:
    morning = Wish(make.hours(1, 6, 13), prefers=True)
    keen = make.member("Ann", special_days_worked=1, wishes=(morning,))
    case, rota = picture("Ann . L\nBob E E", keen)
    assert reasons(HolidayMemory(), replace(case, special_days=special(1)), rota) == [
        f"Ann {TWICE}"
    ]


def test_a_wish_for_another_kind_of_shift_leaves_a_special_day_counted() -> None:
    nights = Wish(make.hours(1, 0, 24), prefers=True, pattern="N")
    keen = make.member("Ann", special_days_worked=1, wishes=(nights,))
    case, rota = picture("Ann . E\nBob E N", keen)
    assert len(reasons(HolidayMemory(), replace(case, special_days=special(1)), rota)) == 1


def test_a_special_day_worked_by_another_week_already_is_counted_once() -> None:
    """The night before the first Monday reaches into it: it is among the days worked."""
    ann = make.member("Ann", special_days_worked=1)
    case, rota = picture("Ann N | . . E\nBob . | E . .", ann)
    case = replace(case, special_days=special(0, 2))
    assert [each.points for each in breaches_in(HolidayMemory(weight=1), case, rota)] == [1]


def test_every_rota_costs_what_counting_days_one_by_one_comes_to() -> None:
    """Each special day beyond what the least burdened has and one more is dearer than the last."""
    for seed in range(40):
        random = Random(seed)
        people = [_random_member(random, name) for name in ("Ann", "Bob", "Cis")]
        days = sorted(random.sample(range(5), 3))
        shifts = [make.shift(letter, day) for day in days for letter in "EL"]
        case = make.case(people, shifts, special_days=special(*days))
        for _ in range(20):
            rota = frozenset((each.id, random.choice(people).id) for each in shifts)
            found = sum(e.points for e in breaches_in(HolidayMemory(weight=1), case, rota))
            assert found == sum(_price(case, each, rota) for each in people), (seed, rota)


def _random_member(random: Random, name: str) -> Member:
    wishes = [
        Wish(make.hours(day, *random.choice([(0, 24), (6, 13), (16, 23)])), prefers=True)
        for day in range(5)
        if random.random() < 0.4
    ]
    return make.member(name, wishes=tuple(wishes), special_days_worked=random.choice((0, 1)))


def _price(case: Case, member: Member, rota: Assignments) -> int:
    counted = set()
    for shift in case.shifts:
        wished = any(each.span.overlaps(shift.span) for each in member.wishes)
        if (shift.id, member.id) in rota and not wished:
            counted.add(shift.day)
    least = min(each.special_days_worked for each in case.members)
    had = member.special_days_worked - least
    total = 0
    for _ in counted:
        total += max(0, 2 * had - 1)
        had += 1
    return total
