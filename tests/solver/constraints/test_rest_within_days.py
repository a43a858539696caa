"""A long rest within some days of work."""

from datetime import date

import make
from picture import picture, reasons
from rotation.solver.constraints.rest_within_days import RestWithinDays


def test_seven_days_of_work_leave_no_long_rest() -> None:
    case, rota = picture("Ann E E E E E E E")
    assert reasons(RestWithinDays(), case, rota) == [
        "Ann would not rest for 36:00 within 7 days of Mon 23 Nov E"
    ]


def test_a_free_day_is_a_long_rest() -> None:
    case, rota = picture("Ann E E E E E E .")
    assert reasons(RestWithinDays(), case, rota) == []


def test_six_days_in_a_row_over_two_weeks_are_seen_through_history() -> None:
    case, rota = picture("Ann . E E E E E E | E . . . . . .")
    assert reasons(RestWithinDays(), case, rota) == [
        "Ann would not rest for 36:00 within 7 days of Tue 17 Nov E"
    ]


def test_a_free_day_between_late_and_early_is_too_short() -> None:
    case, rota = picture("Ann E E L . E E E")
    assert len(reasons(RestWithinDays(), case, rota)) >= 1


def test_hours_are_elapsed_ones() -> None:
    """Thirty-six hours by the wall, a Friday at 19:00 to a Sunday at 7:00, are 35 in March."""
    rule = RestWithinDays(rest_minutes=32 * 60)
    spring, rota = picture("Ann E E E E L . E", monday=date(2027, 3, 22))
    ordinary, same = picture("Ann E E E E L . E")
    assert reasons(rule, ordinary, same) == []
    assert len(reasons(rule, spring, rota)) >= 1


def test_a_rest_that_ends_with_the_seventh_day_is_within_it() -> None:
    week = [make.shift("E", day, times=("09:00", "17:00")) for day in range(5)]
    for end, count in (("21:00", 0), ("21:01", 1)):
        shifts = [*week, make.shift("L", 5, times=("13:00", end))]
        case = make.case([make.member("Ann")], shifts)
        rota = frozenset((each.id, "Ann") for each in shifts)
        assert len(reasons(RestWithinDays(), case, rota)) == count
