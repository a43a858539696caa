"""What a rota breaks of itself, and what it takes over from history."""

from dataclasses import replace

from rotation.rota.checks import review
from rotation.solver.case import Case
from rotation.solver.constraints.average_week import AverageWeek
from rotation.solver.constraints.minutes_over_weeks import MinutesOverWeeks
from rotation.solver.constraints.pins import Pins
from rotation.solver.constraints.weekends_per_window import WeekendsPerWindow
from rotation.solver.entities import Assignments
from rotation.solver.limits import Rule
from support import make
from support.picture import picture


def broken(rule: Rule, drawn: tuple[Case, Assignments]) -> int:
    case, rota = drawn
    return len(review.not_inherited(replace(case, rules=(rule,)), rota))


def test_what_history_alone_breaks_is_no_breach_of_the_week_after_it() -> None:
    tired = "Ann E E E E E E E | . . . . . . .\nBob . . . . . . . | E . . . . . ."
    assert broken(AverageWeek(average_minutes=1000, weeks=2), picture(tired)) == 0
    weekend = "Ann . . . . . E E | E . . . . . ."
    assert broken(WeekendsPerWindow(most=0, weeks=2), picture(weekend)) == 0


def test_work_that_makes_it_worse_is() -> None:
    tired = "Ann E E E E E E E | E . . . . . ."
    assert broken(AverageWeek(average_minutes=1000, weeks=2), picture(tired)) == 1


def test_a_minimum_that_nobody_meets_is_a_breach_of_the_week_itself() -> None:
    drawn = picture("Ann E .\nBob . E")
    assert broken(MinutesOverWeeks(least_minutes=700, weeks=1), drawn) == 2


def test_a_broken_rule_without_history_is_a_breach() -> None:
    ann, bob = make.member("Ann"), make.member("Bob")
    case = make.case([ann, bob], [make.shift("E", 0)])
    assert broken(Pins(), (case, frozenset())) == 0
    assert broken(AverageWeek(average_minutes=100, weeks=1), picture("Ann E")) == 1
