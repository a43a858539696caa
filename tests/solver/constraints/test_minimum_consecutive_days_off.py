"""The shortest row of free days."""

from rotation.solver.constraints.minimum_consecutive_days_off import MinimumConsecutiveDaysOff
from support.picture import breaches_in, picture, reasons


def test_a_single_free_day_between_working_days_is_too_short() -> None:
    case, rota = picture("""
              Mon  Tue  Wed  Thu  Fri  Sat  Sun
        Ann   E    .    E    .    .    E    E
    """)
    assert reasons(MinimumConsecutiveDaysOff(), case, rota) == [
        "Ann would be off only from Tue 24 Nov to Tue 24 Nov, not 2 days"
    ]


def test_free_days_at_the_edges_are_left_alone() -> None:
    case, rota = picture("""
        Ann   .    E    E    E    E    E    .
    """)
    assert reasons(MinimumConsecutiveDaysOff(least=3), case, rota) == []


def test_each_missing_day_costs_the_weight() -> None:
    case, rota = picture("""
        Ann   E    .    E    .    .    E    .
    """)
    breaches = breaches_in(MinimumConsecutiveDaysOff(least=3, weight=10), case, rota)
    assert sorted(each.points for each in breaches) == [10, 20]


def test_history_says_how_long_somebody_has_been_off() -> None:
    long, rota = picture("""
        Ann   E . | .  E
    """)
    assert reasons(MinimumConsecutiveDaysOff(), long, rota) == []
    short, rota = picture("""
        Ann   . E | .  E
    """)
    assert len(reasons(MinimumConsecutiveDaysOff(), short, rota)) == 1


def test_a_night_shift_belongs_to_the_day_it_starts_on() -> None:
    case, rota = picture("""
        Ann   N    .    E
    """)
    assert len(reasons(MinimumConsecutiveDaysOff(), case, rota)) == 1
