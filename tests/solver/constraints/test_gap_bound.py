"""Hours that nobody answers."""

from dataclasses import replace
from datetime import date

from rotation.solver.case import Case
from rotation.solver.constraints.gap_bound import GapBound
from rotation.timespan import DAY, Span, wall_span, zone
from support import make
from support.picture import picture, reasons

Rota = frozenset[tuple[str, str]]


def opened(text: str, *hours: tuple[str, str], monday: date = make.MONDAY) -> tuple[Case, Rota]:
    """Return a drawing whose channels are open at some hours of the Sunday."""
    case, rota = picture(text, monday=monday)
    spans = [wall_span(monday + DAY * 6, *each, zone(make.ZONE)) for each in hours]
    return replace(case, open_hours=tuple(each for each in spans if each)), rota


def test_a_long_stretch_without_anybody_is_said() -> None:
    case, rota = opened("Ann . . . . . . E", ("07:00", "23:00"))
    assert reasons(GapBound(), case, rota) == [
        "nobody would be there from Sun 29 Nov 15:00 to Sun 29 Nov 23:00"
    ]


def test_a_stretch_as_long_as_the_most_is_allowed() -> None:
    case, rota = opened("Ann . . . . . . E", ("06:00", "16:00"))
    assert reasons(GapBound(), case, rota) == []
    assert len(reasons(GapBound(most_minutes=59), case, rota)) == 2


def test_closed_hours_are_no_gap() -> None:
    case, rota = opened("Ann . . . . . . EL", ("07:00", "15:00"), ("15:00", "23:00"))
    assert reasons(GapBound(), case, rota) == []


def test_a_stretch_counts_by_who_works_not_by_the_shift() -> None:
    case = opened("Ann . . . . . . E", ("07:00", "15:00"))[0]
    assert len(reasons(GapBound(), case, frozenset())) == 1


def test_minutes_are_elapsed_ones() -> None:
    """An hour by the wall, 2:00 to 3:00, lasts two in October."""
    autumn, rota = opened("Ann . . . . . N N", ("00:00", "08:00"), monday=date(2026, 10, 19))
    assert reasons(GapBound(), autumn, rota) == []
    gap = Span(autumn.open_hours[0].start, autumn.open_hours[0].end)
    assert gap.minutes == 9 * 60
