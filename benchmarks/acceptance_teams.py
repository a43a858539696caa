"""The made-up teams of the acceptance referee: who is on them, their shifts, what happens to them.

Equal seeds give equal teams and equal events; nothing here knows how a rota is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

WEEKDAYS, WEEKEND = (1, 2, 3, 4, 5), (6, 7)
FIRST = date(2026, 11, 9)
"""The Monday of the first week: 26 weeks from here hold Christmas, New Year and Easter."""


@dataclass(frozen=True)
class Person:
    """Somebody of a team; ``first`` and ``last`` are the weeks (from 0) they are there."""

    name: str
    hours: float
    rota_hours: float
    weekend_only: bool = False
    first: int = 0
    last: int = 99


@dataclass(frozen=True)
class Pattern:
    """A recurring shift, wall times, and how many people it takes."""

    name: str
    weekdays: tuple[int, ...]
    start: str
    end: str
    places: int


@dataclass(frozen=True)
class Team:
    """A team, by slug."""

    slug: str
    people: tuple[Person, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Event:
    """What happens to somebody: ``leave sick prefer rather_not``, from a day to another."""

    kind: str
    name: str
    first: date
    end: date


def teams() -> Iterator[Team]:
    """Yield the four teams: twelve, twenty, forty people, and one of mostly students.

    The hours of each rota are about those that the contracts name for it, as in a team that hires
    for its rota: 64 of 76, 136 of 137, 268 of 270, 116 of 119.
    """
    yield Team("twelve", _people(12, 0), _patterns(2, 1))
    yield Team("twenty", _people(14, 6), _patterns(2, 4))
    yield Team("forty", _people(30, 10), _patterns(5, 7))
    yield Team("students", _people(5, 14, (7, 6)), _patterns(1, 4))


def events(team: Team, week: int, seed: int) -> Iterator[Event]:
    """Yield what happens in a week (from 0): leave and wishes before it, illness in it."""
    chance = Random(f"{team.slug}/{week}/{seed}")
    monday = FIRST + timedelta(weeks=week)
    for person in team.people:
        if not person.first <= week <= person.last:
            continue
        day = monday + timedelta(days=chance.choice((5, 6) if person.weekend_only else range(7)))
        what = chance.random()
        if what < 0.04:
            yield Event("leave", person.name, monday, monday + timedelta(days=7))
        elif what < 0.05:
            yield Event("sick", person.name, day, day + timedelta(days=2))
        elif what < 0.13:
            yield Event("prefer", person.name, day, day + timedelta(days=1))
        elif what < 0.21:
            yield Event("rather_not", person.name, day, day + timedelta(days=1))


def _people(
    staff: int, students: int, rota: tuple[float, float] | None = None
) -> tuple[Person, ...]:
    """Return full-timers and part-timers, and students for weekends; ``rota``: hours of each."""
    hours = ((38, 8), (30, 6), (24, 5))
    made = [Person(f"Staff {at:02}", *hours[at % 3]) for at in range(staff)]
    if rota is not None:
        made = [replace(each, rota_hours=rota[0]) for each in made]
    weekend = rota[1] if rota else 8
    made += [Person(f"Student {at:02}", 8, weekend, weekend_only=True) for at in range(students)]
    made[1], made[2] = replace(made[1], first=8), replace(made[2], last=17)
    return tuple(made)


def _patterns(evenings: int, weekends: int) -> tuple[Pattern, ...]:
    return (
        Pattern("Evening", WEEKDAYS, "17:00", "21:00", evenings),
        Pattern("Weekend morning", WEEKEND, "09:00", "13:00", weekends),
        Pattern("Weekend afternoon", WEEKEND, "13:00", "17:00", weekends),
        Pattern("Weekend evening", WEEKEND, "17:00", "21:00", weekends),
    )
