"""Daily rest."""

from datetime import date

from rotation.solver.constraints.minimum_rest import MinimumRest
from rotation.solver.entities import Worked
from support import make
from support.picture import picture, reasons


def test_late_then_early_breaks_the_rest() -> None:
    """A late shift followed by an early one leaves too little rest."""
    case, rota = picture("""
              Mon  Tue
        Ann   L    E
        Bob   L    .
    """)
    assert reasons(MinimumRest(), case, rota) == [
        "Ann would rest less than 11:00 between Mon 23 Nov L and Tue 24 Nov E"
    ]


def test_exactly_the_rest_is_enough() -> None:
    case, rota = picture("Ann L E")
    assert reasons(MinimumRest(rest_minutes=480), case, rota) == []
    assert len(reasons(MinimumRest(rest_minutes=481), case, rota)) == 1


def test_history_is_rested_from() -> None:
    case, rota = picture("Ann L | E")
    assert len(reasons(MinimumRest(), case, rota)) == 1


def test_adjoining_shifts_leave_no_rest_unless_they_are_allowed() -> None:
    case, rota = picture("Ann EL")
    assert len(reasons(MinimumRest(), case, rota)) == 1
    assert reasons(MinimumRest(adjoining_allowed=True), case, rota) == []


def test_shifts_at_the_same_time_are_left_to_the_overlap_rule() -> None:
    case, rota = picture("Ann ED")
    assert reasons(MinimumRest(), case, rota) == []


def rest_over_a_night(monday: date) -> list[str]:
    """Return what 11 hours of rest say about 20:00 to 07:00 on the wall, Saturday to Sunday."""
    shifts = [
        make.shift("D", 5, monday=monday, times=("12:00", "20:00")),
        make.shift("E", 6, monday=monday),
    ]
    case = make.case([make.member("Ann")], shifts, monday=monday)
    return reasons(MinimumRest(), case, frozenset((each.id, "Ann") for each in shifts))


def test_the_night_the_clock_goes_forward_is_an_hour_short() -> None:
    assert len(rest_over_a_night(date(2027, 3, 22))) == 1


def test_the_night_the_clock_goes_back_and_any_other_are_long_enough() -> None:
    assert rest_over_a_night(date(2026, 10, 19)) == []
    assert rest_over_a_night(make.MONDAY) == []


def test_a_promise_after_a_last_night_that_ends_beyond_the_weeks_is_rested_for() -> None:
    night, after = make.shift("N", 6), make.shift("L", 7)
    made = make.case([make.member("Ann")], [night], history=(Worked("Ann", after),))
    assert reasons(MinimumRest(), made, frozenset({(night.id, "Ann")})) == [
        "Ann would rest less than 11:00 between Sun 29 Nov N and Mon 30 Nov L"
    ]
