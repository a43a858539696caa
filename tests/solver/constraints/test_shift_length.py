"""The shortest and longest shift."""

from datetime import date

from rotation.solver.constraints.shift_length import ShiftLength
from support import make
from support.picture import reasons


def said(times: tuple[str, str], rule: ShiftLength, monday: date = make.MONDAY) -> list[str]:
    shift = make.shift("N", 5, monday=monday, times=times)
    case = make.case([make.member("Ann")], [shift], monday=monday)
    return reasons(rule, case, frozenset({("5N", "Ann")}))


def test_a_shift_below_the_least_or_above_the_most_is_said() -> None:
    assert said(("10:00", "12:59"), ShiftLength()) == [
        "Sat 28 Nov N lasts 2:59, which is too short or too long for Ann"
    ]
    assert len(said(("08:00", "20:01"), ShiftLength())) == 1


def test_the_bounds_themselves_are_allowed() -> None:
    assert said(("10:00", "13:00"), ShiftLength()) == []
    assert said(("08:00", "20:00"), ShiftLength()) == []


def test_null_is_no_bound() -> None:
    assert said(("10:00", "10:30"), ShiftLength(least_minutes=None)) == []
    assert said(("08:00", "07:00"), ShiftLength(most_minutes=None)) == []


def test_lengths_are_elapsed_over_a_clock_change() -> None:
    assert len(said(("18:00", "06:00"), ShiftLength(), date(2026, 10, 19))) == 1
    assert said(("18:00", "07:00"), ShiftLength(), date(2027, 3, 22)) == []
