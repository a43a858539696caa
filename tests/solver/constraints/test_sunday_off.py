"""Sundays off."""

from datetime import date

from rotation.solver.constraints.sunday_off import SundayOff
from support.picture import picture, reasons


def test_work_on_a_sunday_is_said() -> None:
    case, rota = picture("""
        Ann   . . . . . . E
        Bob   . . . . . E .
    """)
    assert reasons(SundayOff(), case, rota) == ["Ann would work on Sunday, Sun 29 Nov"]


def test_a_saturday_night_reaches_into_it() -> None:
    case, rota = picture("Ann . . . . . N .")
    assert len(reasons(SundayOff(), case, rota)) == 1


def test_a_shift_that_ends_at_midnight_does_not() -> None:
    case, rota = picture("Ann . . . . . L .", times=("16:00", "00:00"))
    assert reasons(SundayOff(), case, rota) == []


def test_a_sunday_of_a_clock_change_ends_at_midnight_of_the_wall() -> None:
    shift = ("00:00", "06:00")
    case, rota = picture("Ann E", monday=date(2026, 10, 26), times=shift)
    assert reasons(SundayOff(), case, rota) == []
    case, rota = picture("Ann . . . . . . E", monday=date(2026, 10, 19), times=("23:00", "23:59"))
    assert len(reasons(SundayOff(), case, rota)) == 1
