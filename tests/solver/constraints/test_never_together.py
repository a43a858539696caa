"""Who does not work together."""

from rotation.solver.constraints.never_together import NeverTogether
from support.picture import breaches_in, picture, reasons

APART = NeverTogether(people=("Ann", "Bob"))


def test_the_same_shift_is_together() -> None:
    case, rota = picture("""
        Ann   E
        Bob   E
        Cas   E
    """)
    assert reasons(APART, case, rota) == ["Ann and Bob would both work on Mon 23 Nov E"]


def test_shifts_that_overlap_are_together() -> None:
    case, rota = picture("""
        Ann   E
        Bob   D
    """)
    assert [each.shifts for each in breaches_in(APART, case, rota)] == [("0E", "0D")]


def test_adjoining_shifts_are_not() -> None:
    case, rota = picture("""
        Ann   E
        Bob   L
    """)
    assert reasons(APART, case, rota) == []


def test_every_two_of_the_people_are_kept_apart() -> None:
    case, rota = picture("""
        Ann   E
        Bob   E
        Cas   E
    """)
    assert len(reasons(NeverTogether(people=("Ann", "Bob", "Cas")), case, rota)) == 3


def test_people_who_left_are_nobody() -> None:
    case, rota = picture("Ann E")
    assert reasons(NeverTogether(people=("Ann", "Eva")), case, rota) == []
