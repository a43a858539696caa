"""Shifts that adjoin."""

from rotation.solver.constraints.stretch_length import StretchLength
from support.picture import picture, reasons


def test_adjoining_shifts_are_added_up() -> None:
    case, rota = picture("Ann EL")
    assert reasons(StretchLength(), case, rota) == [
        "Ann would work over 12:00 without a break, from Mon 23 Nov E to Mon 23 Nov L"
    ]
    assert reasons(StretchLength(most_minutes=960), case, rota) == []


def test_a_chain_over_midnight_and_history_counts() -> None:
    case, rota = picture("Ann N | E")
    assert len(reasons(StretchLength(), case, rota)) == 1


def test_a_pause_ends_the_stretch() -> None:
    case, rota = picture("Ann E N")
    assert reasons(StretchLength(), case, rota) == []


def test_the_longest_chain_is_said_once() -> None:
    case, rota = picture("Ann ELN")
    assert len(reasons(StretchLength(most_minutes=960), case, rota)) == 1


def test_a_single_long_shift_is_not_its_business() -> None:
    case, rota = picture("Ann E")
    assert reasons(StretchLength(most_minutes=60), case, rota) == []
