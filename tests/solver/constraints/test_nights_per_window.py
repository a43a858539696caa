"""How many nights in some weeks."""

from rotation.solver.constraints.nights_per_window import NightsPerWindow
from support.picture import breaches_in, picture, reasons


def test_nights_of_some_weeks_are_counted() -> None:
    case, rota = picture("Ann N N . . . . . | N . . . . . .")
    assert reasons(NightsPerWindow(most=3, weeks=2), case, rota) == []
    assert reasons(NightsPerWindow(most=2, weeks=2), case, rota) == [
        "Ann would work more than 2 nights from Mon 16 Nov to Sun 29 Nov"
    ]
    assert reasons(NightsPerWindow(most=2, weeks=1), case, rota) == []


def test_only_nights_count() -> None:
    case, rota = picture("Ann N L E")
    assert [b.excess for b in breaches_in(NightsPerWindow(most=0, weeks=1), case, rota)] == [1]


def test_weeks_that_are_not_known_count_as_free() -> None:
    case, rota = picture("Ann N N N")
    assert len(reasons(NightsPerWindow(most=2), case, rota)) == 1
    assert reasons(NightsPerWindow(most=3), case, rota) == []


def test_another_night_counts_other_shifts() -> None:
    case, rota = picture("Ann L L L")
    rule = NightsPerWindow(most=2, night_from="20:00", night_minutes=180)
    assert len(reasons(rule, case, rota)) == 1
