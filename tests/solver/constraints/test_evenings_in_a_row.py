"""Evenings in a row."""

from rotation.solver.constraints.evenings_in_a_row import EveningsInARow
from support.picture import picture, reasons

REASON = "Ann would work more than 4 evenings from Mon 23 Nov to Fri 27 Nov"


def test_a_fifth_evening_is_one_too_many() -> None:
    assert reasons(EveningsInARow(), *picture("Ann L L L L L")) == [REASON]
    assert reasons(EveningsInARow(), *picture("Ann L L L L . L L L L")) == []


def test_a_night_counts_as_an_evening_and_a_morning_does_not() -> None:
    assert reasons(EveningsInARow(), *picture("Ann L L N N L")) == [REASON]
    assert reasons(EveningsInARow(), *picture("Ann L L E L L")) == []


def test_evenings_before_the_planned_weeks_count() -> None:
    case, rota = picture("Ann L L L L | L .")
    assert len(reasons(EveningsInARow(), case, rota)) == 1


def test_a_team_may_set_how_late_an_evening_is_and_how_many_are_allowed() -> None:
    case, rota = picture("Ann D D D")
    assert reasons(EveningsInARow(most=2), case, rota) == []
    assert len(reasons(EveningsInARow(most=2, reaches="16:00"), case, rota)) == 1
