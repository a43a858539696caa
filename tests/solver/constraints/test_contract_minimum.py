"""The hours that a contract promises."""

from rotation.solver.constraints.contract_minimum import ContractMinimum
from support import make
from support.picture import breaches_in, picture, reasons

ANN = make.member("Ann", min_minutes=960)


def test_fewer_hours_than_promised_are_said() -> None:
    case, rota = picture("Ann E", ANN)
    assert reasons(ContractMinimum(), case, rota) == [
        "Ann would not get the 16:00 promised from Mon 23 Nov to Sun 29 Nov"
    ]
    assert breaches_in(ContractMinimum(weight=2), case, rota)[0].points == 960


def test_the_promised_hours_and_more_are_fine() -> None:
    case, rota = picture("Ann E E", ANN)
    assert reasons(ContractMinimum(), case, rota) == []


def test_whoever_is_away_half_the_week_is_owed_half() -> None:
    case, rota = picture("Ann E", make.member("Ann", min_minutes=960, presence=50))
    assert reasons(ContractMinimum(), case, rota) == []


def test_some_weeks_may_even_out() -> None:
    case, rota = picture("Ann E E E . . . .  E . . . . . .", ANN, weeks=2)
    assert reasons(ContractMinimum(weeks=2), case, rota) == []
    assert len(reasons(ContractMinimum(weeks=1), case, rota)) == 1


def test_without_a_minimum_nothing_is_promised() -> None:
    case, rota = picture("Bob .\nAnn E E", ANN)
    assert reasons(ContractMinimum(), case, rota) == []
