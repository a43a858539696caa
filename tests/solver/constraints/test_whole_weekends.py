"""Whole weekends."""

from rotation.solver.constraints.whole_weekends import WholeWeekends
from support.picture import picture, reasons


def test_one_day_alone_is_said() -> None:
    case, rota = picture("""
        Ann   . . . . . E .
        Bob   . . . . . . L
        Cas   . . . . . E L
    """)
    assert reasons(WholeWeekends(), case, rota) == [
        "Ann would work on one day only of the weekend of Sat 28 Nov",
        "Bob would work on one day only of the weekend of Sat 28 Nov",
    ]


def test_a_free_weekend_is_whole_too() -> None:
    case, rota = picture("Ann E E E E E . .")
    assert reasons(WholeWeekends(), case, rota) == []


def test_a_saturday_night_is_a_saturday() -> None:
    case, rota = picture("Ann . . . . . N .")
    assert len(reasons(WholeWeekends(), case, rota)) == 1
