"""What has begun stays as it is."""

from dataclasses import replace

from rotation.solver.constraints.begun import Begun
from rotation.solver.entities import Promise
from support import make
from support.picture import breaches_in, picture, reasons


def test_nobody_leaves_or_joins_a_shift_that_has_begun() -> None:
    case, rota = picture("""
        Ann   E    .
        Bob   .    E
    """)
    begun = replace(case, fixed_before=case.shifts[0].span.end, published=(Promise("0E", "Bob"),))
    assert reasons(Begun(), begun, rota) == ["Mon 23 Nov E has begun and keeps its people"] * 2
    assert {each.members for each in breaches_in(Begun(), begun, rota)} == {("Ann",), ("Bob",)}


def test_a_shift_that_starts_at_that_instant_has_not_begun() -> None:
    case, rota = picture("Ann E")
    edge = replace(case, fixed_before=case.shifts[0].span.start)
    assert reasons(Begun(), edge, rota) == []


def test_without_an_edge_nothing_has_begun() -> None:
    case, rota = picture("Ann E")
    assert reasons(Begun(), case, rota) == []


def test_the_people_it_was_published_with_are_fine() -> None:
    case = make.case([make.member("Ann")], [make.shift("E", 0)])
    case = replace(case, fixed_before=case.span.end, published=(Promise("0E", "Ann"),))
    assert reasons(Begun(), case, frozenset({("0E", "Ann")})) == []
