"""The hours of some weeks together."""

from datetime import date

from rotation.solver.constraints.minutes_over_weeks import MinutesOverWeeks
from support.picture import breaches_in, picture, reasons


def test_more_than_the_most_is_too_much() -> None:
    case, rota = picture("""
        Ann   E    E    E
        Bob   E    E    .
    """)
    rule = MinutesOverWeeks(most_minutes=960, weeks=None)
    assert reasons(rule, case, rota) == [
        "Ann would work more than 16:00 from Mon 23 Nov to Sun 29 Nov"
    ]


def test_less_than_the_least_is_too_little() -> None:
    case, rota = picture("""
        Ann   E    E    E
        Bob   E    E    .
    """)
    rule = MinutesOverWeeks(least_minutes=961, weeks=None)
    assert reasons(rule, case, rota) == [
        "Bob would work less than 16:01 from Mon 23 Nov to Sun 29 Nov"
    ]


def test_exactly_the_bounds_is_within_them() -> None:
    case, rota = picture("Ann E E")
    rule = MinutesOverWeeks(least_minutes=960, most_minutes=960, weeks=1)
    assert reasons(rule, case, rota) == []


def test_without_bounds_nothing_is_asked() -> None:
    case, rota = picture("Ann E E")
    assert reasons(MinutesOverWeeks(), case, rota) == []


def test_every_row_of_weeks_counts_with_the_history_in_it() -> None:
    case, rota = picture("Ann E E E E E . . | E E", weeks=2)
    rule = MinutesOverWeeks(most_minutes=6 * 480, weeks=2)
    assert [each.excess for each in breaches_in(rule, case, rota)] == [480]


def test_minutes_of_a_week_with_a_clock_change_are_elapsed_ones() -> None:
    autumn, rota = picture("Ann . . . . . N .", monday=date(2026, 10, 19))
    rule = MinutesOverWeeks(most_minutes=480, weeks=None)
    assert [each.excess for each in breaches_in(rule, autumn, rota)] == [60]
    spring, rota = picture("Ann . . . . . N .", monday=date(2027, 3, 22))
    rule = MinutesOverWeeks(least_minutes=480, weeks=None)
    assert [each.excess for each in breaches_in(rule, spring, rota)] == [60]


def test_only_the_part_of_a_shift_inside_the_weeks_counts() -> None:
    case, rota = picture("Ann . . . . . . N")
    rule = MinutesOverWeeks(most_minutes=60, weeks=None)
    assert reasons(rule, case, rota) == []
