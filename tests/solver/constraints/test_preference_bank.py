"""Wishes that were passed over."""

import make
from picture import found, picture, reasons
from rotation.solver.constraints.preference_bank import PreferenceBank
from rotation.solver.entities import Wish

OFF = (Wish(make.hours(0, 0, 22)),)


def test_the_wish_of_somebody_with_credit_weighs_more() -> None:
    case, rota = picture("Ann E", make.member("Ann", wishes=OFF, credit=3))
    assert reasons(PreferenceBank(), case, rota) == [
        "Ann was passed over 3 times more than others, and now again"
    ]
    assert found(PreferenceBank(weight=2), case, rota)[0].points == 6


def test_without_credit_a_wish_weighs_as_ever() -> None:
    for credit in (0, -2):
        case, rota = picture("Ann E", make.member("Ann", wishes=OFF, credit=credit))
        assert reasons(PreferenceBank(), case, rota) == []


def test_a_wish_that_is_met_costs_nothing() -> None:
    liked = (Wish(make.hours(0, 0, 22), prefers=True),)
    case, rota = picture("Ann E", make.member("Ann", wishes=liked, credit=3))
    assert reasons(PreferenceBank(), case, rota) == []
    assert len(reasons(PreferenceBank(), case, frozenset())) == 1
