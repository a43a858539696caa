"""Nights in a row."""

from datetime import date

from rotation.solver.constraints.nights_in_a_row import NightsInARow
from support.picture import picture, reasons


def test_one_night_more_than_the_most_is_too_many() -> None:
    case, rota = picture("""
        Ann   N N N .
        Bob   N N . N
    """)
    assert reasons(NightsInARow(most=2), case, rota) == [
        "Ann would work every night from Mon 23 Nov to Wed 25 Nov"
    ]


def test_seven_are_the_most_unless_said() -> None:
    case, rota = picture("Ann N | N N N N N N .")
    assert reasons(NightsInARow(), case, rota) == []
    case, rota = picture("Ann N | N N N N N N N")
    assert len(reasons(NightsInARow(), case, rota)) == 1


def test_late_shifts_are_no_nights() -> None:
    case, rota = picture("Ann N L N")
    assert reasons(NightsInARow(most=1), case, rota) == []


def test_a_night_of_a_clock_change_is_one_night() -> None:
    case, rota = picture("Ann . . . . N N N", monday=date(2026, 10, 19))
    assert len(reasons(NightsInARow(most=2), case, rota)) == 1
