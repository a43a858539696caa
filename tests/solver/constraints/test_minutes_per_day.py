"""The length of a working day."""

from datetime import date

from rotation.solver.constraints.minutes_per_day import MinutesPerDay
from support import make
from support.picture import breaches_in, picture, reasons


def test_two_shifts_of_a_day_are_added_up() -> None:
    case, rota = picture("""
        Ann   EL
        Bob   E
    """)
    assert reasons(MinutesPerDay(), case, rota) == ["Ann would work more than 10:00 on Mon 23 Nov"]
    assert breaches_in(MinutesPerDay(), case, rota)[0].excess == 360


def test_exactly_the_most_is_allowed() -> None:
    case, rota = picture("Ann E")
    assert reasons(MinutesPerDay(most_minutes=480), case, rota) == []
    assert len(reasons(MinutesPerDay(most_minutes=479), case, rota)) == 1


def test_a_shift_over_midnight_counts_on_each_day_with_its_part() -> None:
    case, rota = picture("Ann N D")
    assert [str(each.because) for each in breaches_in(MinutesPerDay(), case, rota)] == [
        "Ann would work more than 10:00 on Tue 24 Nov"
    ]
    assert breaches_in(MinutesPerDay(), case, rota)[0].excess == 7 * 60 + 480 - 600


def test_the_part_of_a_night_that_began_before_the_planned_week_counts() -> None:
    case, rota = picture("Ann N | D")
    assert len(reasons(MinutesPerDay(), case, rota)) == 1


def test_the_hour_that_the_clock_repeats_is_worked_twice() -> None:
    shift = make.shift("D", 6, monday=date(2026, 10, 19), times=("00:00", "10:00"))
    case = make.case([make.member("Ann")], [shift], monday=date(2026, 10, 19))
    assert [b.excess for b in breaches_in(MinutesPerDay(), case, frozenset({("6D", "Ann")}))] == [
        60
    ]


def test_the_hour_that_the_clock_skips_is_not_worked() -> None:
    shift = make.shift("D", 6, monday=date(2027, 3, 22), times=("00:00", "11:00"))
    case = make.case([make.member("Ann")], [shift], monday=date(2027, 3, 22))
    assert reasons(MinutesPerDay(), case, frozenset({("6D", "Ann")})) == []
