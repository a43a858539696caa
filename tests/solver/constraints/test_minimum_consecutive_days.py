"""The shortest row of working days."""

from rotation.solver.constraints.minimum_consecutive_days import MinimumConsecutiveDays
from support.picture import breaches_in, picture, reasons


def test_a_single_day_between_free_days_is_too_short() -> None:
    case, rota = picture("""
              Mon  Tue  Wed  Thu  Fri  Sat  Sun
        Ann   .    E    .    .    E    E    .
    """)
    assert reasons(MinimumConsecutiveDays(), case, rota) == [
        "Ann would work only from Tue 24 Nov to Tue 24 Nov, not 2 days"
    ]


def test_rows_that_touch_the_first_or_last_known_day_are_left_alone() -> None:
    case, rota = picture("""
        Ann   E    .    .    .    .    .    E
    """)
    assert reasons(MinimumConsecutiveDays(least=5), case, rota) == []


def test_each_missing_day_costs_the_weight() -> None:
    case, rota = picture("""
        Ann   .    E    .    E    E    E    .
    """)
    breaches = breaches_in(MinimumConsecutiveDays(least=4, weight=10), case, rota)
    assert sorted(each.points for each in breaches) == [10, 30]


def test_history_says_that_a_row_began_before() -> None:
    begun, rota = picture("""
        Ann   . E | E  .  .
    """)
    assert reasons(MinimumConsecutiveDays(), begun, rota) == []
    alone, rota = picture("""
        Ann   . . | E  .  .
    """)
    assert len(reasons(MinimumConsecutiveDays(), alone, rota)) == 1


def test_a_day_with_two_shifts_is_one_day() -> None:
    case, rota = picture("""
        Ann   .    EL   .
    """)
    assert len(breaches_in(MinimumConsecutiveDays(), case, rota)) == 1


def test_a_least_of_one_asks_nothing() -> None:
    case, rota = picture("""
        Ann   .    E    .
    """)
    assert reasons(MinimumConsecutiveDays(least=1), case, rota) == []
