"""Special days go round; who worked which holiday in past years."""

from dataclasses import replace

from rotation.solver.constraints.holiday_memory import HolidayMemory
from rotation.solver.entities import PlannedSpecialDay, Remembered, Wish
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
