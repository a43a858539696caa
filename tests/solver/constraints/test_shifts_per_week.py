"""The number of shifts of a week."""

from rotation.solver.constraints.shifts_per_week import ShiftsPerWeek
from support import make
from support.picture import breaches_in, picture, reasons

ANN = make.member("Ann", max_shifts=2)


def test_more_shifts_than_the_contract_allows_are_too_many() -> None:
    case, rota = picture("Ann E E E", ANN)
    assert reasons(ShiftsPerWeek(), case, rota) == [
        "Ann would have more than 2 shifts in the week of Mon 23 Nov"
    ]


def test_the_lower_of_both_maxima_counts() -> None:
    case, rota = picture("Ann E E E", ANN)
    assert breaches_in(ShiftsPerWeek(most=1), case, rota)[0].excess == 2
    assert breaches_in(ShiftsPerWeek(most=5), case, rota)[0].excess == 1


def test_without_a_maximum_nothing_is_asked() -> None:
    case, rota = picture("Bob E E E E E E E")
    assert reasons(ShiftsPerWeek(), case, rota) == []
    assert len(reasons(ShiftsPerWeek(most=6), case, rota)) == 1


def test_a_sunday_night_belongs_to_the_week_it_starts_in() -> None:
    case, rota = picture("Ann . . . . . E N | E E", ANN)
    assert reasons(ShiftsPerWeek(), case, rota) == []


def test_two_shifts_of_a_day_are_two() -> None:
    case, rota = picture("Ann EL E", ANN)
    assert len(reasons(ShiftsPerWeek(), case, rota)) == 1
