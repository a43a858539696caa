"""Weekends in a row."""

from rotation.solver.constraints.weekends_in_a_row import WeekendsInARow
from support.picture import breaches_in, picture, reasons


def test_one_weekend_more_than_the_most_is_too_many() -> None:
    case, rota = picture(
        """
        Ann   . . . . . E .   . . . . . . E
        Bob   . . . . . E E   . . . . . . .
        """,
        weeks=2,
    )
    assert reasons(WeekendsInARow(most=1), case, rota) == [
        "Ann would work every weekend from Sat 28 Nov to Sun 6 Dec"
    ]


def test_history_counts_towards_the_row() -> None:
    case, rota = picture("Ann . . . . . E .  . . . . . . E | . . . . . E .")
    assert len(breaches_in(WeekendsInARow(), case, rota)) == 1


def test_a_free_weekend_between_ends_the_row() -> None:
    case, rota = picture("Ann . . . . . E .  . . . . . . . | . . . . . E .")
    assert reasons(WeekendsInARow(most=1), case, rota) == []


def test_a_friday_night_is_no_weekend() -> None:
    case, rota = picture("Ann . . . . . E . | . . . . N . .")
    assert reasons(WeekendsInARow(most=1), case, rota) == []
