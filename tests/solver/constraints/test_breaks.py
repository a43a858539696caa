"""Breaks."""

from datetime import date

from rotation.solver.constraints.breaks import Breaks
from support import make
from support.picture import reasons


def said(times: tuple[str, str], monday: date = make.MONDAY) -> list[str]:
    shift = make.shift("N", 5, monday=monday, times=times)
    case = make.case([make.member("Ann")], [shift], monday=monday)
    return reasons(Breaks(), case, frozenset({("5N", "Ann")}))


def test_a_shift_of_more_than_six_hours_needs_a_break() -> None:
    assert said(("08:00", "14:01")) == ["Ann needs a break of 0:20 during Sat 28 Nov N"]
    assert said(("08:00", "14:00")) == []


def test_hours_are_elapsed_ones() -> None:
    assert len(said(("23:00", "05:00"), date(2026, 10, 19))) == 1
    assert said(("23:00", "06:00"), date(2027, 3, 22)) == []
