"""The most people a shift has room for."""

from rotation.solver.constraints.coverage_maximum import CoverageMaximum
from support import make
from support.picture import breaches_in, reasons

PEOPLE = [make.member("Ann"), make.member("Bob"), make.member("Cas")]
CASE = make.case(PEOPLE, [make.shift("E", 0, maximum=2)])


def test_more_people_than_there_is_room_for_are_too_many() -> None:
    rota = frozenset({("0E", "Ann"), ("0E", "Bob"), ("0E", "Cas")})
    assert reasons(CoverageMaximum(), CASE, rota) == [
        "Mon 23 Nov E has more than the 2 it has room for"
    ]
    assert breaches_in(CoverageMaximum(), CASE, rota)[0].excess == 1


def test_a_full_shift_is_fine() -> None:
    assert reasons(CoverageMaximum(), CASE, frozenset({("0E", "Ann"), ("0E", "Bob")})) == []


def test_a_shift_without_room_takes_nobody() -> None:
    case = make.case(PEOPLE, [make.shift("E", 0, minimum=0, target=0, maximum=0)])
    assert len(reasons(CoverageMaximum(), case, frozenset({("0E", "Ann")}))) == 1
