"""Trainees and their mentors."""

from rotation.solver.constraints.trainee_with_mentor import TraineeWithMentor
from support.picture import picture, reasons

RULE = TraineeWithMentor(trainees=("Ann",), mentors=("Bob", "Cas"))


def test_a_trainee_without_a_mentor_is_said() -> None:
    case, rota = picture("""
        Ann   E    E
        Bob   E    .
        Dan   .    E
    """)
    assert reasons(RULE, case, rota) == ["Ann would work on Tue 24 Nov E without a mentor"]


def test_a_mentor_on_a_shift_that_overlaps_is_enough() -> None:
    case, rota = picture("""
        Ann   E
        Cas   D
    """)
    assert reasons(RULE, case, rota) == []


def test_a_mentor_on_an_adjoining_shift_is_not() -> None:
    case, rota = picture("""
        Ann   E
        Bob   L
    """)
    assert len(reasons(RULE, case, rota)) == 1


def test_mentors_may_work_alone() -> None:
    case, rota = picture("Ann .\nBob E")
    assert reasons(RULE, case, rota) == []
