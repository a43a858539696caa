"""How often a rest may be short."""

from rotation.solver.constraints.short_rests import ShortRests
from support.picture import picture, reasons


def test_one_short_rest_in_seven_days_is_allowed_and_two_are_not() -> None:
    case, rota = picture("""
        Ann   L E . . . . .
        Bob   L E . . L E .
    """)
    assert reasons(ShortRests(), case, rota) == [
        "Bob would rest less than 11:00 too often from Mon 23 Nov to Sun 29 Nov"
    ]


def test_rests_that_end_seven_days_apart_are_in_different_rows() -> None:
    case, rota = picture("Ann L E . . . . . L E . . . . .", weeks=2)
    assert reasons(ShortRests(), case, rota) == []


def test_rests_that_end_six_days_apart_are_in_one() -> None:
    case, rota = picture("Ann L E . . . . L E . . . . . .", weeks=2)
    assert len(reasons(ShortRests(), case, rota)) == 1


def test_history_counts() -> None:
    case, rota = picture("Ann L E . . | L E")
    assert len(reasons(ShortRests(), case, rota)) == 1


def test_shifts_that_adjoin_have_no_rest_between_them() -> None:
    case, rota = picture("Ann EL . EL . EL")
    assert reasons(ShortRests(), case, rota) == []


def test_a_long_enough_rest_is_not_short() -> None:
    case, rota = picture("Ann L E L E L E")
    assert reasons(ShortRests(rest_minutes=480), case, rota) == []
