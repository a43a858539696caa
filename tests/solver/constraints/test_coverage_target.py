"""The people a shift should have."""

from typing import Any

from rotation.solver.constraints.coverage_target import CoverageTarget
from support import make
from support.picture import breaches_in, reasons

PEOPLE = [make.member("Ann"), make.member("Bob")]
NOBODY: frozenset[tuple[str, str]] = frozenset()


def points(rule: CoverageTarget, **shift: Any) -> int:  # Any: fields of several types
    case = make.case(PEOPLE, [make.shift("E", 0, **shift)])
    return breaches_in(rule, case, NOBODY)[0].points


def test_a_place_missing_below_the_target_is_said() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, target=2)])
    assert reasons(CoverageTarget(), case, frozenset({("0E", "Ann")})) == [
        "Mon 23 Nov E has fewer than the 2 it should have"
    ]


def test_the_price_rises_with_each_of_the_first_three_places() -> None:
    costs = [points(CoverageTarget(weight=1), target=missing) for missing in (1, 2, 3, 4)]
    assert costs == [1, 4, 9, 14]


def test_without_rising_every_place_costs_the_same() -> None:
    rule = CoverageTarget(weight=1, rising=1)
    assert [points(rule, target=missing) for missing in (1, 2, 3)] == [1, 2, 3]


def test_a_dear_shift_costs_its_price_more() -> None:
    assert points(CoverageTarget(weight=1), target=2, price=7) == 28


def test_a_shift_without_target_wants_nobody() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, target=0)])
    assert reasons(CoverageTarget(), case, NOBODY) == []
