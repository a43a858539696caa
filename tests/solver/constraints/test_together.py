"""Who works together."""

from rotation.solver.constraints.together import Together
from support.picture import picture, reasons

BOTH = Together(people=("Ann", "Bob"))


def test_a_shift_of_one_alone_is_said() -> None:
    case, rota = picture("""
        Ann   E    .    L
        Bob   E    E    .
    """)
    assert reasons(BOTH, case, rota) == [
        "Ann would work on Wed 25 Nov L without Bob",
        "Bob would work on Tue 24 Nov E without Ann",
    ]


def test_shifts_that_overlap_are_not_the_same() -> None:
    case, rota = picture("""
        Ann   E
        Bob   D
    """)
    assert len(reasons(BOTH, case, rota)) == 2


def test_others_are_free() -> None:
    case, rota = picture("Ann .\nBob .\nCas E")
    assert reasons(BOTH, case, rota) == []
