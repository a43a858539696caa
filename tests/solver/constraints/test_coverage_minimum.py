"""The people a shift cannot do without."""

from rotation.solver.constraints.coverage_minimum import CoverageMinimum
from support import make
from support.picture import breaches_in, reasons

PEOPLE = [make.member("Ann"), make.member("Bob")]
NOBODY: frozenset[tuple[str, str]] = frozenset()


def test_each_place_missing_costs_the_weight() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, minimum=2)])
    assert reasons(CoverageMinimum(), case, NOBODY) == [
        "Mon 23 Nov E has fewer than the 2 it needs at least"
    ]
    assert breaches_in(CoverageMinimum(), case, NOBODY)[0].points == 2 * 50_000


def test_a_dear_shift_costs_its_price_more() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, price=3)])
    assert breaches_in(CoverageMinimum(weight=10), case, NOBODY)[0].points == 30


def test_a_shift_that_needs_nobody_is_never_short() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, minimum=0)])
    assert reasons(CoverageMinimum(), case, NOBODY) == []


def test_enough_people_are_enough() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, minimum=1)])
    assert reasons(CoverageMinimum(), case, frozenset({("0E", "Bob")})) == []
