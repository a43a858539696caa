"""How many shifts of a kind."""

from rotation.solver.constraints.shifts_per_pattern import ShiftsPerPattern
from support.picture import breaches_in, picture, reasons


def test_shifts_of_the_patterns_are_counted_together() -> None:
    case, rota = picture("""
        Ann   L    N    E    L
        Bob   L    N    E    E
    """)
    rule = ShiftsPerPattern(patterns=("L", "N"), most=2)
    assert reasons(rule, case, rota) == [
        "Ann would have more than 2 such shifts from Mon 23 Nov to Sun 29 Nov"
    ]


def test_without_patterns_every_shift_counts() -> None:
    case, rota = picture("Ann E L E")
    assert [each.excess for each in breaches_in(ShiftsPerPattern(most=1), case, rota)] == [2]


def test_null_weeks_counts_the_planned_weeks_and_no_history() -> None:
    case, rota = picture(
        "Ann N N N N N N N | N . . . . . . . . N",
        weeks=2,
    )
    assert reasons(ShiftsPerPattern(most=2, weeks=None), case, rota) == []
    assert [
        each.excess for each in breaches_in(ShiftsPerPattern(most=1, weeks=None), case, rota)
    ] == [1]


def test_rows_of_weeks_reach_into_history() -> None:
    case, rota = picture("Ann N N N N . . . | N")
    assert reasons(ShiftsPerPattern(most=4, weeks=1), case, rota) == []
    assert [each.excess for each in breaches_in(ShiftsPerPattern(most=4, weeks=2), case, rota)] == [
        1
    ]


def test_most_none_forbids_the_patterns() -> None:
    case, rota = picture("Ann E N")
    rule = ShiftsPerPattern(patterns=("N",), most=0, weeks=None)
    assert [each.excess for each in breaches_in(rule, case, rota)] == [1]
