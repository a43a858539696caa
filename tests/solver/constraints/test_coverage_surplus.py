"""No more people than a shift should have."""

from rotation.solver.constraints.coverage_surplus import CoverageSurplus
from support import make
from support.picture import breaches_in, reasons

PEOPLE = [make.member("Ann"), make.member("Bob"), make.member("Cas")]
ALL = frozenset({("0E", "Ann"), ("0E", "Bob"), ("0E", "Cas")})


def test_each_person_above_the_target_costs_the_weight() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, target=1, maximum=3)])
    assert reasons(CoverageSurplus(), case, ALL) == [
        "Mon 23 Nov E has more people than the 1 it needs"
    ]
    assert breaches_in(CoverageSurplus(), case, ALL)[0].points == 2 * 2_000


def test_a_shift_may_have_a_surplus_price_of_its_own() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, target=2, maximum=3, surplus_price=5)])
    assert breaches_in(CoverageSurplus(weight=1), case, ALL)[0].points == 5


def test_people_where_nobody_is_needed_are_told_so() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, minimum=0, target=0, maximum=3)])
    assert reasons(CoverageSurplus(), case, ALL) == [
        "Mon 23 Nov E has people though it needs nobody"
    ]


def test_the_target_is_no_surplus() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, target=3, maximum=4)])
    assert reasons(CoverageSurplus(), case, ALL) == []


def test_a_shift_without_room_above_its_target_is_left_to_the_maximum() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, target=1, maximum=1)])
    assert reasons(CoverageSurplus(), case, ALL) == []
