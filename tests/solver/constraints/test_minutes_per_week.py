"""The hours of a week."""

from datetime import date

from rotation.solver.constraints.minutes_per_week import MinutesPerWeek
from support import make
from support.picture import breaches_in, picture, reasons

ANN = make.member("Ann", max_minutes=960)


def test_more_than_the_contract_allows_is_too_much() -> None:
    case, rota = picture("Ann E E E", ANN)
    assert reasons(MinutesPerWeek(), case, rota) == [
        "Ann would work more than 16:00 in the week of Mon 23 Nov"
    ]


def test_without_a_maximum_only_the_teams_counts() -> None:
    case, rota = picture("Bob E E E")
    assert reasons(MinutesPerWeek(), case, rota) == []
    assert len(reasons(MinutesPerWeek(most_minutes=1439), case, rota)) == 1
    assert reasons(MinutesPerWeek(most_minutes=1440), case, rota) == []


def test_the_lower_of_both_maxima_counts() -> None:
    case, rota = picture("Ann E E E", ANN)
    assert breaches_in(MinutesPerWeek(most_minutes=2000), case, rota)[0].excess == 480
    assert breaches_in(MinutesPerWeek(most_minutes=500), case, rota)[0].excess == 940


def test_weeks_are_counted_apart() -> None:
    case, rota = picture("Ann E E . . . . . E E . . . . .", ANN, weeks=2)
    assert reasons(MinutesPerWeek(), case, rota) == []


def test_a_sunday_night_counts_in_both_weeks_with_its_part() -> None:
    case, rota = picture("Ann . . . . . . N | E E", ANN)
    assert breaches_in(MinutesPerWeek(), case, rota)[0].excess == 7 * 60


def test_a_night_over_a_clock_change_counts_its_elapsed_minutes() -> None:
    case, rota = picture("Ann . . . . E N .", ANN, monday=date(2026, 10, 19))
    assert breaches_in(MinutesPerWeek(), case, rota)[0].excess == 60
