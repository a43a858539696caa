"""One kind of shift at a time."""

from rotation.solver.constraints.same_shift_through_block import SameShiftThroughBlock
from support.picture import picture, reasons


def test_a_change_from_one_day_to_the_next_is_said() -> None:
    case, rota = picture("""
        Ann   E E L L
        Bob   E . L .
    """)
    assert reasons(SameShiftThroughBlock(), case, rota) == [
        "Ann would change to another shift on the day after Tue 24 Nov E"
    ]


def test_history_begins_a_block() -> None:
    case, rota = picture("Ann L | E")
    assert len(reasons(SameShiftThroughBlock(), case, rota)) == 1


def test_the_same_shift_all_along_is_fine() -> None:
    case, rota = picture("Ann L L L L L L L")
    assert reasons(SameShiftThroughBlock(), case, rota) == []
