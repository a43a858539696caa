"""What was published stays."""

from dataclasses import replace

from rotation.solver.constraints.stability import Stability
from rotation.solver.entities import Promise
from support.picture import breaches_in, picture, reasons


def test_whoever_was_promised_a_shift_keeps_it() -> None:
    case, rota = picture("""
        Ann   E
        Bob   .
    """)
    published = replace(case, published=(Promise("0E", "Bob"),))
    assert reasons(Stability(), published, rota) == ["Bob was promised Mon 23 Nov E"]


def test_the_nearer_shift_costs_its_weight_more() -> None:
    case, rota = picture("""
        Ann   E
        Bob   .
    """)
    published = replace(case, published=(Promise("0E", "Bob", weight=6),))
    assert breaches_in(Stability(weight=3), published, rota)[0].points == 18


def test_a_kept_promise_costs_nothing() -> None:
    case, rota = picture("Ann E")
    assert reasons(Stability(), replace(case, published=(Promise("0E", "Ann"),)), rota) == []
