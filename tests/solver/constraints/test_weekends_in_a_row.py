"""Weekends in a row."""

from dataclasses import replace

from rotation.solver.constraints.weekends_in_a_row import WeekendsInARow
from support import make
from support.picture import breaches_in, picture, reasons


def test_one_weekend_more_than_the_most_is_too_many() -> None:
    case, rota = picture(
        """
        Ann   . . . . . E .   . . . . . . E
        Bob   . . . . . E E   . . . . . . .
        """,
        weeks=2,
    )
    assert reasons(WeekendsInARow(most=1), case, rota) == [
        "Ann would work every weekend from Sat 28 Nov to Sun 6 Dec"
    ]


def test_history_counts_towards_the_row() -> None:
    case, rota = picture("Ann . . . . . E .  . . . . . . E | . . . . . E .")
    assert len(breaches_in(WeekendsInARow(), case, rota)) == 1


def test_a_free_weekend_between_ends_the_row() -> None:
    case, rota = picture("Ann . . . . . E .  . . . . . . . | . . . . . E .")
    assert reasons(WeekendsInARow(most=1), case, rota) == []


def test_a_friday_night_is_no_weekend() -> None:
    case, rota = picture("Ann . . . . . E . | . . . . N . .")
    assert reasons(WeekendsInARow(most=1), case, rota) == []


def test_whoever_is_there_for_weekends_may_work_each() -> None:
    """Sue keeps all weekdays free, Ann only some."""
    case, rota = picture(
        """
        Ann   . . . . . E .   . . . . . . E
        Sue   . . . . . E .   . . . . . . E
        Bob   E E E E E . .   E E E E E . .
        """,
        weeks=2,
    )
    weekdays = tuple(make.hours(7 * week, 0, 5 * 24) for week in range(2))
    kept = {"Ann": weekdays[:1], "Sue": weekdays}
    people = tuple(replace(each, kept_free=kept.get(each.name, ())) for each in case.members)
    assert reasons(WeekendsInARow(most=1), replace(case, members=people), rota) == [
        "Ann would work every weekend from Sat 28 Nov to Sun 6 Dec"
    ]
