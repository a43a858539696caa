"""Days in a row."""

from datetime import date

from rotation.solver.constraints.consecutive_days import ConsecutiveDays
from support.picture import breaches_in, picture, reasons


def test_one_day_more_than_the_most_is_too_many() -> None:
    case, rota = picture("""
              Mon  Tue  Wed  Thu  Fri
        Ann   E    E    E    E    .
        Bob   E    E    E    .    E
    """)
    assert reasons(ConsecutiveDays(most=3), case, rota) == [
        "Ann would work every day from Mon 23 Nov to Thu 26 Nov"
    ]


def test_six_days_are_the_most_unless_said() -> None:
    case, rota = picture("""
        Ann   E    E    E    E    E    E    .
        Bob   E    E    E    E    E    E    E
    """)
    assert {each.members for each in breaches_in(ConsecutiveDays(), case, rota)} == {("Bob",)}


def test_days_worked_before_the_planned_week_count() -> None:
    case, rota = picture("Ann E E | E E .")
    assert len(reasons(ConsecutiveDays(most=3), case, rota)) == 1


def test_each_day_more_is_a_row_more() -> None:
    case, rota = picture("Ann E E E E E")
    assert len(breaches_in(ConsecutiveDays(most=2), case, rota)) == 3


def test_two_shifts_of_a_day_are_one_day() -> None:
    case, rota = picture("Ann EL EL .")
    assert reasons(ConsecutiveDays(most=2), case, rota) == []


def test_a_night_shift_counts_on_the_day_it_starts_on_also_over_a_clock_change() -> None:
    case, rota = picture("Ann . . . . . N N", monday=date(2026, 10, 19))
    assert reasons(ConsecutiveDays(most=2), case, rota) == []
    assert len(reasons(ConsecutiveDays(most=1), case, rota)) == 1
