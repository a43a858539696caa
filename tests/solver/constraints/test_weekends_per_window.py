"""How many weekends out of some."""

from rotation.solver.constraints.weekends_per_window import WeekendsPerWindow
from support.picture import breaches_in, picture, reasons


def test_saturday_or_sunday_makes_a_weekend() -> None:
    case, rota = picture(
        """
        Ann   . . . . . E .   . . . . . . E
        Bob   . . . . . E E   . . . . . . .
        """,
        weeks=2,
    )
    assert reasons(WeekendsPerWindow(most=1, weeks=2), case, rota) == [
        "Ann would work over 1 of the weekends from Sat 28 Nov to Sun 6 Dec"
    ]


def test_a_friday_night_is_no_weekend() -> None:
    case, rota = picture("Ann . . . . N . .")
    assert reasons(WeekendsPerWindow(most=0, weeks=1), case, rota) == []


def test_null_counts_the_planned_weekends_and_no_others() -> None:
    case, rota = picture("Ann . . . . . E E | . . . . . E .")
    assert reasons(WeekendsPerWindow(most=1, weeks=None), case, rota) == []
    assert [
        each.excess for each in breaches_in(WeekendsPerWindow(most=0, weeks=None), case, rota)
    ] == [1]


def test_a_row_reaches_into_history() -> None:
    case, rota = picture("Ann . . . . . E E | . . . . . E .")
    assert len(reasons(WeekendsPerWindow(most=1, weeks=2), case, rota)) == 1


def test_weekends_that_are_not_known_count_as_free() -> None:
    case, rota = picture("Ann . . . . . E E")
    assert reasons(WeekendsPerWindow(most=1, weeks=2), case, rota) == []
    assert len(reasons(WeekendsPerWindow(most=0, weeks=2), case, rota)) == 1
