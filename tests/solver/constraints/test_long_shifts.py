"""Long shifts in a short week."""

from rotation.solver.constraints.long_shifts import LongShifts
from support.picture import picture, reasons

NINE = ("08:00", "17:00")


def test_six_days_with_a_long_shift_are_too_many() -> None:
    case, rota = picture("Ann E E E E E E .", times=NINE)
    assert reasons(LongShifts(), case, rota) == [
        "Ann would have a shift of over 8:00 and work on over 5 days in the week of Mon 23 Nov"
    ]


def test_five_days_with_long_shifts_are_allowed() -> None:
    case, rota = picture("Ann E E E E E . .", times=NINE)
    assert reasons(LongShifts(), case, rota) == []


def test_six_days_of_eight_hours_are_not_its_business() -> None:
    case, rota = picture("Ann E E E E E E E")
    assert reasons(LongShifts(), case, rota) == []
