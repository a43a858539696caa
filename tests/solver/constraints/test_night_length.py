"""The length of a night shift."""

from datetime import date

from rotation.solver.constraints.night_length import NightLength
from support import make
from support.picture import reasons

ROTA = frozenset({("5N", "Ann")})


def said(times: tuple[str, str], monday: date = make.MONDAY, **settings: int) -> list[str]:
    shift = make.shift("N", 5, monday=monday, times=times)
    return reasons(
        NightLength(**settings),  # type: ignore[arg-type]  # minutes only
        make.case([make.member("Ann")], [shift], monday=monday),
        ROTA,
    )


def test_a_night_shift_of_more_than_ten_hours_is_too_long() -> None:
    assert said(("20:59", "07:00")) == [
        "Sat 28 Nov N is a night shift of more than 10:00, too long for Ann"
    ]
    assert said(("21:00", "07:00")) == []


def test_a_long_shift_with_an_hour_of_night_is_no_night_shift() -> None:
    assert said(("13:00", "01:00")) == []
    assert len(said(("13:00", "01:01"))) == 1


def test_the_night_the_clock_goes_back_is_an_hour_longer() -> None:
    assert len(said(("21:00", "07:00"), date(2026, 10, 19))) == 1
    assert said(("20:00", "07:00"), date(2027, 3, 22)) == []
