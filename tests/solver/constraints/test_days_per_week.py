"""The working days of a week."""

from rotation.solver.constraints.days_per_week import DaysPerWeek
from support.picture import picture, reasons


def test_seven_days_of_a_week_are_too_many() -> None:
    case, rota = picture("""
        Ann   E E E E E E E
        Bob   E E E E E E .
    """)
    assert reasons(DaysPerWeek(), case, rota) == [
        "Ann would work on more than 6 days in the week of Mon 23 Nov"
    ]


def test_two_weeks_are_counted_apart() -> None:
    case, rota = picture("Ann . E E E E E E  E E E E E E .", weeks=2)
    assert reasons(DaysPerWeek(), case, rota) == []


def test_two_shifts_of_a_day_are_one_day() -> None:
    case, rota = picture("Ann EL EL")
    assert reasons(DaysPerWeek(most=2), case, rota) == []
