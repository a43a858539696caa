"""The hours of a contract are given."""

from datetime import date

from rotation.solver.constraints.contract_hours import ContractHours
from support import make
from support.picture import breaches_in, picture, reasons

ANN = make.member("Ann", target_minutes=960)


def test_too_few_hours_are_said_with_the_hours_wanted() -> None:
    case, rota = picture("Ann E . .", ANN)
    assert reasons(ContractHours(), case, rota) == [
        "Ann would not get the 16:00 of their contract from Mon 23 Nov to Sun 29 Nov"
    ]


def test_too_many_hours_cost_as_much_as_too_few() -> None:
    few, rota_of_few = picture("Ann E . .", ANN)
    many, rota_of_many = picture("Ann E E E", ANN)
    (low,), (high,) = (
        breaches_in(ContractHours(), few, rota_of_few),
        breaches_in(ContractHours(), many, rota_of_many),
    )
    assert low.excess == high.excess == 480 - 60


def test_within_the_tolerance_all_is_well() -> None:
    case, rota = picture("Ann E E", ANN)
    assert reasons(ContractHours(tolerance_minutes=0), case, rota) == []
    case, rota = picture("Ann E E E", ANN)
    assert reasons(ContractHours(tolerance_minutes=480), case, rota) == []
    assert len(reasons(ContractHours(tolerance_minutes=479), case, rota)) == 1


def test_whose_hours_are_not_known_is_not_asked() -> None:
    case, rota = picture("Bob E . .")
    assert reasons(ContractHours(), case, rota) == []


def test_some_weeks_may_even_out() -> None:
    case, rota = picture("Ann E . . . . . . E E E . . . .", ANN, weeks=2)
    assert reasons(ContractHours(weeks=2), case, rota) == []
    assert len(reasons(ContractHours(weeks=1), case, rota)) == 2


def test_the_hour_that_a_clock_change_adds_is_worked() -> None:
    case, rota = picture("Ann . . . . . N E", ANN, monday=date(2026, 10, 19))
    assert reasons(ContractHours(tolerance_minutes=60), case, rota) == []
    (breach,) = breaches_in(ContractHours(tolerance_minutes=0), case, rota)
    assert breach.excess == 60
