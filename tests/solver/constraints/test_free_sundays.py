"""Free Sundays over a year."""

from datetime import date

from rotation.solver.constraints.free_sundays import FreeSundays
from support.picture import picture, reasons

TWO = "Ann . . . . . . E | . . . . . . E"


def test_too_few_free_sundays_are_said() -> None:
    case, rota = picture(TWO)
    assert reasons(FreeSundays(least=1, weeks=2), case, rota) == [
        "Ann would have under 1 free Sundays in 2 weeks to Sun 29 Nov"
    ]
    assert reasons(FreeSundays(least=1, weeks=3), case, rota) == []


def test_a_saturday_night_makes_the_sunday_a_worked_one() -> None:
    case, rota = picture("Ann . . . . . N .")
    assert len(reasons(FreeSundays(least=1, weeks=1), case, rota)) == 1


def test_a_shift_that_ends_at_midnight_leaves_the_sunday_free() -> None:
    case, rota = picture("Ann . . . . . L .", times=("16:00", "00:00"))
    assert reasons(FreeSundays(least=1, weeks=1), case, rota) == []


def test_the_sunday_of_a_clock_change_is_one_day() -> None:
    for monday in (date(2026, 10, 19), date(2027, 3, 22)):
        case, rota = picture("Ann . . . . . . N", monday=monday)
        assert len(reasons(FreeSundays(least=1, weeks=1), case, rota)) == 1


def test_sundays_that_are_not_known_count_as_free() -> None:
    case, rota = picture(TWO)
    assert reasons(FreeSundays(), case, rota) == []


def test_it_wants_to_know_the_weeks_before() -> None:
    assert FreeSundays().looks_back == 51
