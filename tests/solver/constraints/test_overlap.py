"""One place at a time."""

from rotation.solver.constraints.overlap import Overlap
from rotation.solver.entities import Worked
from support import make
from support.picture import picture, reasons


def test_two_shifts_at_the_same_time_are_one_too_many() -> None:
    case, rota = picture("""
        Ann   ED
        Bob   E
    """)
    assert reasons(Overlap(), case, rota) == [
        "Ann cannot work Mon 23 Nov E and Mon 23 Nov D at the same time"
    ]


def test_adjoining_shifts_do_not_overlap() -> None:
    case, rota = picture("Ann ELN")
    assert reasons(Overlap(), case, rota) == []


def test_a_duty_promised_before_the_planned_week_is_a_place_too() -> None:
    night = Worked("Ann", make.shift("N", -1))
    early = make.shift("E", 0, times=("06:30", "12:00"))
    case = make.case([make.member("Ann")], [early], history=(night,))
    assert len(reasons(Overlap(), case, frozenset({("0E", "Ann")}))) == 1
