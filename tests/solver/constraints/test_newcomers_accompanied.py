"""First shifts."""

from rotation.solver.constraints.newcomers_accompanied import NewcomersAccompanied
from support import make
from support.picture import picture, reasons

NEW = make.member("Ann", shifts_worked=2)


def test_a_newcomer_alone_is_said() -> None:
    case, rota = picture("Ann E\nBob .", NEW)
    assert reasons(NewcomersAccompanied(), case, rota) == [
        "Ann is new and would work on Mon 23 Nov E without anybody of experience"
    ]


def test_somebody_of_experience_at_the_same_time_is_enough() -> None:
    case, rota = picture("Ann E\nBob D", NEW)
    assert reasons(NewcomersAccompanied(), case, rota) == []


def test_another_newcomer_is_not() -> None:
    case, rota = picture("Ann E\nBob E", NEW, make.member("Bob", shifts_worked=0))
    assert len(reasons(NewcomersAccompanied(), case, rota)) == 2


def test_after_the_first_shifts_somebody_is_new_no_longer() -> None:
    case, rota = picture("Ann E", NEW)
    assert reasons(NewcomersAccompanied(first_shifts=2), case, rota) == []


def test_whose_shifts_are_not_counted_is_experienced() -> None:
    case, rota = picture("Bob E")
    assert reasons(NewcomersAccompanied(), case, rota) == []
