"""The average length of night shifts."""

from datetime import date

from rotation.solver.constraints.night_average import NightAverage
from support.picture import breaches_in, picture, reasons


def test_nights_of_eight_hours_are_eight_on_average() -> None:
    case, rota = picture("Ann N N N")
    assert reasons(NightAverage(), case, rota) == []


def test_a_longer_average_is_said_once() -> None:
    case, rota = picture("Ann N N N")
    assert reasons(NightAverage(average_minutes=470, weeks=1), case, rota) == [
        "Ann would work nights over 7:50 on average from Mon 23 Nov to Sun 29 Nov"
    ]
    assert breaches_in(NightAverage(average_minutes=470, weeks=1), case, rota)[0].excess == 30


def test_the_night_the_clock_goes_back_is_longer_and_can_be_evened_out() -> None:
    autumn, rota = picture("Ann . . . . . N .", monday=date(2026, 10, 19))
    assert len(reasons(NightAverage(), autumn, rota)) == 1
    spring, rota = picture("Ann . . . . . N .", monday=date(2027, 3, 22))
    assert reasons(NightAverage(average_minutes=420), spring, rota) == []
    assert len(reasons(NightAverage(average_minutes=419), spring, rota)) == 1


def test_day_shifts_do_not_count() -> None:
    case, rota = picture("Ann E L D")
    assert reasons(NightAverage(average_minutes=1), case, rota) == []


def test_history_counts_within_the_weeks() -> None:
    case, rota = picture("Ann N . . . . . . | N", monday=date(2026, 11, 2))
    assert [b.excess for b in breaches_in(NightAverage(average_minutes=400), case, rota)] == [160]
