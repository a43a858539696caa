"""Rest after a night or late shift."""

from datetime import date

from rotation.solver.constraints.rest_after_night import RestAfterNight
from support import make
from support.picture import picture, reasons


def said(first: tuple[str, str], second: tuple[str, str], monday: date = make.MONDAY) -> list[str]:
    """Return what is said about a shift on Saturday and one on Sunday."""
    shifts = [
        make.shift("N", 5, monday=monday, times=first),
        make.shift("L", 6, monday=monday, times=second),
    ]
    case = make.case([make.member("Ann")], shifts, monday=monday)
    return reasons(RestAfterNight(), case, frozenset((each.id, "Ann") for each in shifts))


def test_fourteen_hours_follow_a_night_that_ends_after_two() -> None:
    assert said(("20:00", "03:00"), ("16:59", "22:00")) == [
        "Ann would rest less than 14:00 after Sat 28 Nov N, before Sun 29 Nov L"
    ]
    assert said(("20:00", "03:00"), ("17:00", "22:00")) == []


def test_a_night_that_ends_at_two_asks_nothing() -> None:
    assert said(("20:00", "02:00"), ("12:00", "22:00")) == []


def test_an_early_shift_is_no_night() -> None:
    assert said(("05:00", "13:00"), ("02:00", "09:00")) == []
    case, rota = picture("Ann E L")
    assert reasons(RestAfterNight(rest_minutes=1440), case, rota) == []


def test_an_end_in_the_repeated_hour_is_the_later_one() -> None:
    autumn = date(2026, 10, 19)
    assert len(said(("20:00", "02:30"), ("16:29", "22:00"), autumn)) == 1
    assert said(("20:00", "02:30"), ("16:30", "22:00"), autumn) == []


def test_another_night_makes_it_a_rule_for_late_shifts() -> None:
    case, rota = picture("Ann L E")
    rule = RestAfterNight(night_from="22:00", ends_after="22:00", night_minutes=30)
    assert len(reasons(rule, case, rota)) == 1


def test_history_counts() -> None:
    case, rota = picture("Ann N | L")
    assert len(reasons(RestAfterNight(), case, rota)) == 1
