"""Random tiny cases, small enough that every rota of them can be tried."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from itertools import chain, combinations
from random import Random
from typing import get_type_hints

from rotation.solver.case import Case
from rotation.solver.constraints import NAMED
from rotation.solver.duty import Actual
from rotation.solver.entities import (
    Assignments,
    Member,
    Pin,
    PlannedSpecialDay,
    Promise,
    Remembered,
    Shift,
    Wish,
    Worked,
)
from rotation.solver.limits import Rule, place
from rotation.solver.part import CasePart
from rotation.timespan import DAY, Span
from support import make

Key = tuple[str, str]

WORDS = ("mail", "chat")
NAMES = ("Ann", "Bob", "Cas")
CHOICES: dict[str, tuple[object, ...]] = {
    "members": ((), (), ("Ann",), ("Bob", "Cas")),
    "tasks": ((), ("mail",)),
    "pairs": ((("L", "E"),), (("E", "L"), ("N", "N"))),
    "patterns": ((), ("N",), ("E", "L")),
    "rising": (1, 2, 3),
    "percent": (100, 150),
    "people": (("Ann", "Bob"), ("Bob", "Ann", "Cas")),
    "trainees": (("Ann",), ("Ann", "Cas")),
    "mentors": (("Bob",), ("Bob", "Cas")),
    "roles": ((), ("boss",)),
    "channels": ((), ("mail",)),
    "languages": ((), ("fr",)),
    "skills": ((), ("boss",)),
    "night_from": ("00:00", "20:00"),
    "night_to": ("06:00",),
    "ends_after": ("02:00", "22:00"),
    "rest_minutes": (240, 480, 660, 1440, 2000, 7200),
    "or_rest_minutes": (None, 1440, 4000, 7200),
    "or_part_minutes": (240, 900, 1920),
}


def rule(random: Random, name: str) -> Rule:
    """Return a constraint with random settings."""
    kind = NAMED[name]
    hints = get_type_hints(kind)
    settings = {
        each.name: _value(random, each.name, str(hints[each.name]), each.default)
        for each in fields(kind)
    }
    return kind(**settings)  # type: ignore[arg-type]  # chosen by the type of each field


def _value(random: Random, name: str, hint: str, default: object) -> object:
    if name == "weight":
        return random.choice((None, 1, 3, 50))
    if name in CHOICES:
        return random.choice(CHOICES[name])
    if name.endswith("minutes"):
        return random.choice((0, 240, 480, 660, 1440, default))
    if name == "weeks" and "None" in hint:
        return random.choice((1, 2, None))
    if "bool" in hint:
        return random.random() < 0.5
    return random.choice((1, 2, 3, default)) if "int" in hint else default


def case(random: Random, rules: tuple[Rule, ...], places: int = 8) -> Case:
    """Return a random case of a few members and shifts: at most so many places to decide."""
    weeks = random.choice((1, 1, 2))
    members = tuple(_member(random, name) for name in NAMES[: random.choice((1, 2, 2, 3))])
    count = max(1, places // len(members))
    days = [random.randrange(7 * weeks) for _ in range(3)]
    wanted = {(random.choice("ELND"), random.choice(days)) for _ in range(count)}
    shifts = tuple(_shift(random, letter, day) for letter, day in sorted(wanted))
    worked = tuple(
        Worked(each.id, make.shift(random.choice("ELN"), day))
        for each in members
        for day in (-3, -2, -1, 7 * weeks)
        if random.random() < 0.3
    )
    return Case(
        zone=make.ZONE,
        monday=make.MONDAY,
        weeks=weeks,
        members=members,
        shifts=shifts,
        rules=rules,
        history=worked,
        known_from=make.MONDAY - DAY * random.choice((0, 3, 14)),
        known_until=make.MONDAY + DAY * (7 * weeks + random.choice((0, 1))),
        fixed_before=shifts[0].span.end if random.random() < 0.1 else None,
        as_of=random.choice((None, shifts[0].span.start - DAY, shifts[0].span.end)),
        pins=tuple(Pin(*key) for key in _pairs(random, members, shifts)),
        published=tuple(Promise(*key, 2) for key in _pairs(random, members, shifts)),
        open_hours=(Span(shifts[0].span.start, shifts[0].span.end + timedelta(hours=9)),),
        holidays=frozenset(each.day for each in shifts if random.random() < 0.2),
        remembered=tuple(
            Remembered(each.id, shift.day, "Christmas", random.choice((1, 2)))
            for each in members
            for shift in shifts
            if random.random() < 0.1
        ),
        special_days=_special(random, shifts),
        burden_unit=random.choice((15, 60, 60, 180)),
    )


def _special(random: Random, shifts: tuple[Shift, ...]) -> tuple[PlannedSpecialDay, ...]:
    return tuple(PlannedSpecialDay("Eve", each.span) for each in shifts if random.random() < 0.3)


def _pairs(random: Random, members: tuple[Member, ...], shifts: tuple[Shift, ...]) -> list[Key]:
    keys = [(shift.id, each.id) for shift in shifts for each in members]
    return [key for key in keys if random.random() < 0.1]


def _member(random: Random, name: str) -> Member:
    def some(*words: str) -> frozenset[str]:
        return frozenset(word for word in words if random.random() < 0.8)

    return make.member(
        name,
        tasks=some(*WORDS),
        roles=some("boss"),
        channels=some(*WORDS),
        languages=some("fr"),
        skills=some("boss"),
        lead=random.random() < 0.5,
        target_minutes=random.choice((None, 480, 960)),
        min_minutes=random.choice((None, 300)),
        max_minutes=random.choice((None, 480, 1200)),
        max_shifts=random.choice((None, 1, 2)),
        starts_on=random.choice((None, None, make.MONDAY + DAY * 2)),
        ends_on=random.choice((None, None, make.MONDAY + DAY * 4)),
        unavailable=(make.hours(1, 0, 9),) if random.random() < 0.2 else (),
        wishes=tuple(
            Wish(make.hours(day, 6, 16), random.random() < 0.5, random.choice((1, 2)))
            for day in range(4)
            if random.random() < 0.3
        ),
        rota_minutes=random.choice((None, None, 240, 480)),
        minutes=float(random.choice((0, -240, 480))),
        burden=random.choice((-2.0, -0.5, 0.0, 1.25)),
        special_days_worked=random.choice((0, 0, 1, 2)),
        presence=random.choice((50, 100)),
        shifts_worked=random.choice((None, None, 0, 1)),
        credit=random.choice((-1, 0, 2)),
    )


def _shift(random: Random, letter: str, day: int) -> Shift:
    minimum = random.choice((0, 1, 1))
    target = minimum + random.choice((0, 0, 1))
    return make.shift(
        letter,
        day,
        task=random.choice((None, *WORDS)),
        channels=frozenset(random.choice(((), (), WORDS[:1]))),
        minimum=minimum,
        target=target,
        maximum=target + random.choice((0, 1)),
        burden=random.choice((0, 1, 2)),
        price=random.choice((1, 2)),
        surplus_price=random.choice((1, 3)),
    )


def rotas(made: Case) -> Iterator[Assignments]:
    """Yield every rota of a case, good or bad."""
    places = [(shift.id, each.id) for shift in made.shifts for each in made.members]
    sizes = range(len(places) + 1)
    return map(frozenset, chain.from_iterable(combinations(places, n) for n in sizes))


def rota(random: Random, made: Case) -> Assignments:
    """Return a random rota, sparse or dense."""
    share = random.choice((0.2, 0.5, 0.8))
    return frozenset(
        (shift.id, each.id)
        for shift in made.shifts
        for each in made.members
        if random.random() < share
    )


def must_hold(case: Case, rota: Assignments) -> dict[tuple[object, ...], int]:
    """Return how far each limit that must hold is exceeded, if it is, by its place and number."""
    found: dict[tuple[object, ...], int] = {}
    part, duty = CasePart.whole(case), Actual(case, rota)
    for rule in case.rules:
        alike: Counter[tuple[object, ...]] = Counter()
        for limit in rule.limits(rule.part_for(part), duty) if rule.weight is None else ():
            key = place(rule, limit)
            alike[key] += 1
            if limit.number > limit.at_most:
                found[key, alike[key]] = limit.number - limit.at_most
    return found
