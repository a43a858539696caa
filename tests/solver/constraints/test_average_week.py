"""The average working week."""

from datetime import date

from rotation.solver.constraints.average_week import AverageWeek
from rotation.timespan import DAY
from support import make
from support.picture import breaches_in, picture, reasons

FULL = "Ann E E E E E E E | E E E . . . ."  # 56 and 24 hours, 40 on average


def test_weeks_are_averaged_with_the_history_in_them() -> None:
    case, rota = picture(FULL)
    assert reasons(AverageWeek(average_minutes=2400, weeks=2), case, rota) == []
    assert reasons(AverageWeek(average_minutes=2399, weeks=2), case, rota) == [
        "Ann would work over 39:59 a week on average from Mon 16 Nov to Sun 29 Nov"
    ]


def test_only_so_many_weeks_are_averaged() -> None:
    case, rota = picture(FULL)
    assert reasons(AverageWeek(average_minutes=1440, weeks=1), case, rota) == []


def test_where_fewer_weeks_are_known_those_are_averaged() -> None:
    case, rota = picture("Ann E E E E E E E")
    assert len(reasons(AverageWeek(weeks=17), case, rota)) == 1


def test_weeks_before_a_contract_began_are_not_averaged() -> None:
    new = make.member("Ann", starts_on=make.MONDAY + DAY)
    case, rota = picture("Ann . . . . . . . | . E E E E E E", new)
    assert reasons(AverageWeek(average_minutes=2880, weeks=2), case, rota) == []
    assert [
        b.excess for b in breaches_in(AverageWeek(average_minutes=2820, weeks=2), case, rota)
    ] == [60]


def test_the_hour_that_the_clock_repeats_counts() -> None:
    case, rota = picture("Ann E E E E E N .", monday=date(2026, 10, 19))
    assert [each.excess for each in breaches_in(AverageWeek(weeks=1), case, rota)] == [60]
    ordinary, rota = picture("Ann E E E E E N .")
    assert reasons(AverageWeek(weeks=1), ordinary, rota) == []


def test_it_wants_to_know_the_weeks_before() -> None:
    assert AverageWeek(weeks=17).looks_back == 16
