"""Weekly rest."""

from datetime import date

from rotation.solver.constraints.weekly_rest import WeeklyRest
from rotation.solver.entities import Worked
from support import make
from support.picture import picture, reasons


def test_a_week_with_work_on_every_day_has_no_weekly_rest() -> None:
    case, rota = picture("Ann E E E E E E E")
    assert reasons(WeeklyRest(), case, rota) == [
        "Ann would not rest for 35:00 from Mon 23 Nov to Sun 29 Nov"
    ]


def test_a_free_day_between_early_shifts_is_enough() -> None:
    case, rota = picture("Ann E E E . E E E")
    assert reasons(WeeklyRest(), case, rota) == []


def test_a_free_day_between_a_late_and_an_early_shift_is_not() -> None:
    case, rota = picture("Ann E E L . E E E")
    assert len(reasons(WeeklyRest(), case, rota)) == 1
    assert reasons(WeeklyRest(rest_minutes=32 * 60), case, rota) == []


def test_the_daily_rest_may_reach_into_the_next_week() -> None:
    sunday_off, rota = picture("Ann E E E E E E .  E E E E E E .", weeks=2)
    assert reasons(WeeklyRest(), sunday_off, rota) == []
    # Friday night ends on Saturday at 7, Monday starts at 7: 48 hours, of which 41 on the weekend.
    night, rota = picture("Ann E E E E N . .  E E E E E E .", weeks=2)
    assert reasons(WeeklyRest(), night, rota) == []


def test_the_day_itself_lies_in_the_week() -> None:
    """Sunday evening to Tuesday morning is a rest, but not in the week of the Sunday."""
    case, rota = picture("Ann E E E E E E E  . E E E E E E", weeks=2)
    assert reasons(WeeklyRest(), case, rota) == [
        "Ann would not rest for 35:00 from Mon 23 Nov to Sun 29 Nov"
    ]


def test_the_week_before_is_not_robbed_of_its_rest() -> None:
    """The rest of last week reached into Monday; an early shift on Monday takes it."""
    case, rota = picture("Ann E E E E E L . | E . . . . . .")
    assert reasons(WeeklyRest(rest_minutes=34 * 60), case, rota) == [
        "Ann would not rest for 34:00 from Mon 16 Nov to Sun 22 Nov"
    ]


def test_time_that_is_not_known_is_free() -> None:
    case, rota = picture("Ann E E E E E . E")
    assert reasons(WeeklyRest(), case, rota) == []


def test_one_rest_in_two_weeks_may_be_enough() -> None:
    case, rota = picture("Ann E E E E E E E  E E E . . E E", weeks=2)
    rule = WeeklyRest(rest_minutes=2880, inside_minutes=2880, weeks=2)
    assert reasons(rule, case, rota) == []


def rest_over_the_night_of(monday: date) -> list[str]:
    """Return what is said about 35 hours by the wall, Friday 20:00 to Sunday 07:00."""
    shifts = [make.shift("E", day, monday=monday) for day in range(4)]
    shifts += [make.shift("D", 4, monday=monday, times=("12:00", "20:00"))]
    shifts += [make.shift("E", 6, monday=monday)]
    past = make.shift("L", -1, monday=monday)
    case = make.case([make.member("Ann")], shifts, monday=monday, history=(Worked("Ann", past),))
    rota = frozenset((each.id, "Ann") for each in shifts)
    return [each for each in reasons(WeeklyRest(inside_minutes=2100), case, rota) if "Mon" in each]


def test_the_night_the_clock_goes_forward_makes_the_rest_an_hour_short() -> None:
    assert len(rest_over_the_night_of(date(2027, 3, 22))) == 1
    assert rest_over_the_night_of(date(2026, 10, 19)) == []
    assert rest_over_the_night_of(make.MONDAY) == []
