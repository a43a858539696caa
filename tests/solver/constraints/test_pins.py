"""Locked places."""

from dataclasses import replace

from rotation.solver.constraints.pins import Pins
from rotation.solver.entities import Pin
from support.picture import picture, reasons


def test_a_locked_place_stays_with_its_member() -> None:
    case, rota = picture("""
        Ann   E
        Bob   .
    """)
    locked = replace(case, pins=(Pin("0E", "Bob"),))
    assert reasons(Pins(), locked, rota) == ["Mon 23 Nov E is locked for Bob"]


def test_others_may_join_a_locked_place() -> None:
    case, rota = picture("""
        Ann   E
        Bob   E
    """)
    assert reasons(Pins(), replace(case, pins=(Pin("0E", "Bob"),)), rota) == []


def test_a_first_guess_binds_nobody() -> None:
    case, rota = picture("""
        Ann   E
        Bob   .
    """)
    guess = replace(case, pins=(Pin("0E", "Bob", locked=False),))
    assert reasons(Pins(), guess, rota) == []
