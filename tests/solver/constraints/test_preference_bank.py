"""Wishes that were passed over."""

from rotation.solver.constraints.preference_bank import PreferenceBank
from rotation.solver.entities import Wish
from support import make
from support.picture import breaches_in, picture, reasons

OFF = (Wish(make.hours(0, 0, 22)),)


def test_the_wish_of_somebody_with_credit_weighs_more() -> None:
    case, rota = picture("Ann E", make.member("Ann", wishes=OFF, credit=3))
    assert reasons(PreferenceBank(), case, rota) == [
        "Ann was passed over 3 times more than others, and now again"
    ]
    assert breaches_in(PreferenceBank(weight=2), case, rota)[0].points == 6


def test_without_credit_a_wish_weighs_as_ever() -> None:
    for credit in (0, -2):
        case, rota = picture("Ann E", make.member("Ann", wishes=OFF, credit=credit))
        assert reasons(PreferenceBank(), case, rota) == []


def test_a_wish_that_is_met_costs_nothing() -> None:
    liked = (Wish(make.hours(0, 0, 22), prefers=True),)
    case, rota = picture("Ann E", make.member("Ann", wishes=liked, credit=3))
    assert reasons(PreferenceBank(), case, rota) == []
    assert len(reasons(PreferenceBank(), case, frozenset())) == 1
