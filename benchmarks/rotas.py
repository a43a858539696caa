"""Realistic evening and weekend rotas of any size, solved as the service solves them.

``python -m benchmarks.rotas --sizes 12x1,50x1,25x4 --seeds 5 [--seconds 60] [--tight] [--fine]``
generates so many instances of each size (members × weeks) and prints one JSON line a run:
``{"size", "seed", "build_ms", "first_ms", "covered_ms", "proven_ms", "gap", "open_places",
"objective", "rss_mb", …}``. ``build_ms`` is the model, ``first_ms`` the first rota, ``covered_ms``
the first with no open place (null: none was told of), ``proven_ms`` (null: not proven) the weighted
solve, build and audit included; with ``--staged`` the level by level solve is told apart as
``staged_ms``. ``rss_mb`` is the peak of the process so far.

The generator: each weekday has a shift 17-21 and one 21-24, each weekend day 09-13, 13-17, 17-21
and 21-24. The places of a week are 62 % of the shifts the contracts allow (``--tight``: 80 %), two
fifths of them for anybody, the rest split over five skills, of which everybody has two or three.
Contracts are two to four shifts a week of four hours. One day in ten nobody can be asked; one
member in eight has five days of leave in four weeks; two wishes a member and week; a week of
history and a ledger between -3 and 3. The rules are those of a new team. With ``--fine`` burdens
are read in quarters of an hour, so that no two sums of them are alike.
"""

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from rotation.solver import rulebook
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Member, Shift, Wish, Worked
from rotation.solver.model.build import plan
from rotation.solver.outcome import Budget, Progress, Solved
from rotation.solver.search.solve import solve
from rotation.timespan import DAY, Span, start_of_day, wall_span, zone

ZONE = zone("Europe/Brussels")
MONDAY = date(2026, 11, 23)
SKILLS = ("complaints", "orders", "english", "german", "press")
WEEKDAY = (("17:00", "21:00", 1), ("21:00", "24:00", 2))
WEEKEND = (
    ("09:00", "13:00", 2),
    ("13:00", "17:00", 2),
    ("17:00", "21:00", 3),
    ("21:00", "24:00", 4),
)
FINE = {1: 17, 2: 26, 3: 31, 4: 45}
SHIFTS = 5 * len(WEEKDAY) + 2 * len(WEEKEND)


def generated(members: int, weeks: int, seed: int, *, tight: bool = False) -> Case:
    """Return an instance; the same arguments give the same one on every machine."""
    random = Random(f"{members}x{weeks}/{seed}/{tight}")
    people = [_member(random, at, weeks) for at in range(members)]
    allowed = sum(each.max_shifts or 0 for each in people)
    places = round(allowed * (0.8 if tight else 0.62))
    shifts = [shift for day in range(7 * weeks) for shift in _shifts(day, places)]
    past = [shift for day in range(-7, 0) for shift in _shifts(day, places)]
    return Case(
        zone=ZONE.key,
        monday=MONDAY,
        weeks=weeks,
        members=tuple(people),
        shifts=tuple(shifts),
        rules=rulebook.team_rules({}),
        history=tuple(_worked(random, past, people)),
        known_from=MONDAY - DAY * 7,
    )


def refined(case: Case) -> Case:
    """Return a case whose burdens are read in quarters of an hour."""
    worked = [replace(each, shift=_refined(each.shift)) for each in case.history]
    return replace(
        case,
        shifts=tuple(map(_refined, case.shifts)),
        members=tuple(replace(each, burden=FINE[1] * each.burden) for each in case.members),
        history=tuple(worked),
        burden_unit=round(60 / FINE[1]),
    )


def _refined(shift: Shift) -> Shift:
    return replace(shift, burden=FINE[shift.burden])


def _member(random: Random, at: int, weeks: int) -> Member:
    shifts = random.choice((2, 3, 3, 4))
    away = [day for day in range(7 * weeks) if random.random() < 0.1]
    if random.random() < weeks / 32:
        first = random.randrange(7 * weeks)
        away += range(first, first + 5)
    wishes = [
        Wish(_days(random.randrange(7 * weeks), 1), prefers=random.random() < 0.3)
        for _ in range(2 * weeks)
    ]
    return Member(
        id=f"m{at:03}",
        name=f"Member {at}",
        skills=frozenset(random.sample(SKILLS, random.choice((2, 3)))),
        lead=at % 4 == 0,
        target_minutes=240 * shifts,
        max_minutes=300 * shifts,
        max_shifts=shifts,
        unavailable=tuple(_days(day, 1) for day in sorted(set(away))),
        wishes=tuple(wishes),
        burden=random.randrange(-3, 4),
        presence=100 - 100 * len({day for day in away if day < 7 * weeks}) // (7 * weeks),
    )


def _days(first: int, count: int) -> Span:
    start, end = MONDAY + DAY * first, MONDAY + DAY * (first + count)
    return Span(start_of_day(start, ZONE), start_of_day(end, ZONE))


def _shifts(day: int, places: int) -> Iterator[Shift]:
    """Yield the shifts of a day; the places of a week are dealt out over them in turn."""
    on = MONDAY + DAY * day
    weekend = on.weekday() >= 5
    before = (on.weekday() * len(WEEKDAY)) if not weekend else 10 + (on.weekday() - 5) * 4
    for at, (start, end, burden) in enumerate(WEEKEND if weekend else WEEKDAY):
        number = before + at
        first, last = places * number // SHIFTS, places * (number + 1) // SHIFTS
        wanted: dict[str | None, int] = {}
        for place in range(first, last):
            skill = None if place % 5 < 2 else SKILLS[place * 3 // 5 % 5]
            wanted[skill] = wanted.get(skill, 0) + 1
        span = wall_span(on, start, end, ZONE)
        assert span
        for skill, count in wanted.items():
            yield Shift(
                id=f"{on}/{start}/{skill}",
                pattern=f"{start}/{skill}",
                name=f"{start} {skill or 'all'}",
                day=on,
                span=span,
                skills=frozenset({skill} if skill else ()),
                minimum=min(count, 1),
                target=count,
                maximum=count,
                burden=burden,
            )


def _worked(random: Random, past: list[Shift], people: list[Member]) -> Iterator[Worked]:
    """Yield a rota of the week before: whoever fits, nobody twice on two days in a row."""
    last: dict[str, date] = {}
    for shift in past:
        fit = [
            each
            for each in people
            if not shift.missing(each)
            and shift.day - last.get(each.id, date.min) >= timedelta(days=2)
        ]
        for member in random.sample(fit, min(len(fit), shift.target)):
            last[member.id] = shift.day
            yield Worked(member.id, shift)


def uncovered(case: Case, rota: Assignments) -> int:
    """Return how many people the minima of the shifts lack."""
    there = Counter(shift for shift, _ in rota)
    return sum(max(0, each.minimum - there[each.id]) for each in case.shifts)


def measured(case: Case, budget: Budget) -> dict[str, object]:
    """Return what a solve of a case came to."""
    began = time.perf_counter()
    plan(case)
    build = time.perf_counter() - began
    told: list[Progress] = []
    fresh = replace(case)  # without what the calendar of the first has kept
    began, cpu = time.perf_counter(), time.process_time()
    outcome = solve(fresh, budget, told.append)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert isinstance(outcome, Solved), outcome
    return {
        "build_ms": round(1000 * build),
        "first_ms": round(1000 * told[0].seconds) if told else None,
        "covered_ms": next(
            (round(1000 * e.seconds) for e in told if not uncovered(case, e.assignments)), None
        ),
        "proven_ms": round(1000 * wall) if outcome.proven else None,
        "gap": round((outcome.points - outcome.bound) / max(1, outcome.points), 5),
        "open_places": uncovered(case, outcome.assignments),
        "objective": outcome.points,
        "bound": outcome.bound,
        "strategy": outcome.strategy,
        "wall_ms": round(1000 * wall),
        "cpu_ms": round(1000 * cpu),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Solve the instances asked for."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", default="12x1,50x1,12x4,25x4")
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--tight", action="store_true")
    options.add_argument("--fine", action="store_true")
    options.add_argument("--staged", action="store_true")
    given = options.parse_args()
    solve(generated(3, 1, 0), Budget(seconds=5))  # a warm process, as the service's are
    for size in given.sizes.split(","):
        members, weeks = map(int, size.split("x"))
        for seed in range(1, given.seeds + 1):
            case = generated(members, weeks, seed, tight=given.tight)
            case = refined(case) if given.fine else case
            told = measured(case, Budget(seconds=given.seconds, staged=False))
            if given.staged:
                began = time.perf_counter()
                solve(replace(case), Budget(seconds=given.seconds))
                told["staged_ms"] = round(1000 * (time.perf_counter() - began))
            print(json.dumps({"size": size, "seed": seed, **told}), flush=True)


if __name__ == "__main__":
    main()
