"""Turns by the week."""

from rotation.solver.constraints.weekly_turns import WeeklyTurns
from support import make
from support.picture import picture, reasons

RULE = WeeklyTurns(people=("Ann", "Bob"), patterns=("L",), since=make.MONDAY)


def test_whoever_is_on_turn_works_the_shifts_of_the_week() -> None:
    case, rota = picture(
        """
        Ann   L . . . . . .  L . . . . . .
        Bob   . L . . . . .  . L . . . . .
        """,
        weeks=2,
    )
    assert reasons(RULE, case, rota) == [
        "it is Ann's turn on Tue 24 Nov L",
        "it is Bob's turn on Mon 30 Nov L",
    ]


def test_other_patterns_have_no_turns() -> None:
    case, rota = picture("Ann .\nBob E")
    assert reasons(RULE, case, rota) == []


def test_turns_go_on_before_and_after_the_first_one() -> None:
    case, rota = picture("Ann L\nBob .")
    earlier = WeeklyTurns(people=("Ann", "Bob"), patterns=("L",), since=make.MONDAY.replace(day=9))
    assert reasons(earlier, case, rota) == []
    odd = WeeklyTurns(people=("Ann", "Bob"), patterns=("L",), since=make.MONDAY.replace(day=30))
    assert reasons(odd, case, rota) == ["it is Bob's turn on Mon 23 Nov L"]


def test_without_people_there_are_no_turns() -> None:
    case, rota = picture("Bob L")
    assert reasons(WeeklyTurns(patterns=("L",)), case, rota) == []
