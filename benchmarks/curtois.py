"""The Employee Shift Scheduling Benchmark of Curtois and Qu, solved as the service solves a rota.

``python -m benchmarks.curtois FILE... --seconds N [--seed S] [--out DIR]`` builds each instance
from the product's own constraints, solves it with the product's search, scores the answer with a
checker that knows nothing of either, and prints one JSON line a file: ``{"file", "objective",
"bound", "proven", "violations", "cpu_seconds", "wall_seconds", "seconds_to_best"}``, with the best
known value and the distance to it where they are known. ``--out`` writes ``DIR/<name>.sol``: one
line a person, the id, then for each day the shift id or ``-``. ``--seconds`` are seconds of
processor time, shared by two workers (with a seed: one). On a busy machine the wall time is
stretched by as much as a short trial needs.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.curtois_format import OFF, Instance, Person, penalty, read, violations
from rotation.solver import rulebook
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Member, Shift, Wish
from rotation.solver.outcome import Budget, Progress, Solved
from rotation.solver.search.solve import solve
from rotation.timespan import DAY, Span

FOLDER = Path(__file__).parent / "data" / "curtois"
MONDAY = date(2026, 1, 5)
MIDNIGHT = datetime(2026, 1, 5, tzinfo=UTC)


def case_of(instance: Instance) -> Case:
    """Return an instance as a case; every shift starts at midnight, so that no two fit a day."""
    return Case(
        zone="UTC",
        monday=MONDAY,
        weeks=instance.days // 7,
        members=tuple(_member(instance, each) for each in instance.staff),
        shifts=tuple(_shifts(instance)),
        rules=rulebook.rules_named(_rules(instance)),
    )


def _days(day: int, minutes: int = 1440) -> Span:
    start = MIDNIGHT + DAY * day
    return Span(start, start + timedelta(minutes=minutes))


def _shifts(instance: Instance) -> Iterator[Shift]:
    for cover in instance.covers:
        yield Shift(
            id=f"{cover.day}/{cover.shift}",
            pattern=cover.shift,
            name=cover.shift,
            day=MONDAY + DAY * cover.day,
            span=_days(cover.day, instance.kinds[cover.shift].minutes),
            minimum=0,
            target=cover.wanted,
            maximum=len(instance.staff),
            price=cover.under,
            surplus_price=cover.over,
        )


def _member(instance: Instance, person: Person) -> Member:
    wishes = [
        Wish(_days(day), prefers=prefers, weight=weight, pattern=shift)
        for prefers, requests in ((True, instance.wanted), (False, instance.unwanted))
        for who, day, shift, weight in requests
        if who == person.id
    ]
    free = sorted(day for who, day in instance.days_off if who == person.id)
    return Member(
        id=person.id,
        name=person.id,
        unavailable=tuple(_days(day) for day in free),
        wishes=tuple(wishes),
    )


def _rules(instance: Instance) -> dict[str, Any]:  # Any: settings as JSON
    pairs = [[kind.id, after] for kind in instance.kinds.values() for after in kind.not_before]
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for person in instance.staff:
        only = {"members": [person.id]}
        for kind, most in person.most_of.items():
            if most < instance.days:
                found["shifts-per-pattern"].append(
                    {**only, "patterns": [kind], "most": most, "weeks": None}
                )
        found["minutes-over-weeks"].append(
            {
                **only,
                "least_minutes": person.least_minutes,
                "most_minutes": person.most_minutes,
                "weeks": None,
            }
        )
        for name, setting, bound in (
            ("consecutive-days", "most", person.most_days),
            ("minimum-consecutive-days", "least", person.least_days),
            ("minimum-consecutive-days-off", "least", person.least_free),
        ):
            found[name].append({**only, setting: bound, "weight": None})
        found["weekends-per-window"].append({**only, "most": person.most_weekends, "weeks": None})
    return {
        **found,
        "forbidden-successions": {"pairs": pairs},
        "overlap": {},
        "unavailable": {},
        "coverage-target": {"weight": 1, "rising": 1},
        "coverage-surplus": {"weight": 1},
        "wishes": {"weight": 1},
    }


def roster_of(instance: Instance, rota: Assignments) -> dict[str, list[str]]:
    """Return, by person, the shift of each day."""
    found = {each.id: [OFF] * instance.days for each in instance.staff}
    for shift, member in rota:
        day, _, kind = shift.partition("/")
        found[member][int(day)] = kind
    return found


def measured(path: Path, seconds: float, seed: int | None, out: Path | None) -> dict[str, object]:
    """Solve one file and return what is told about it."""
    instance = read(path.read_text())
    reports: list[Progress] = []
    workers, stretch = 1 if seed is not None else 2, _stretch()
    wall, cpu = time.perf_counter(), time.process_time()
    budget = Budget(seconds=stretch * seconds / workers, seed=seed, workers=workers, staged=False)
    outcome = solve(
        case_of(instance), budget, reports.append, lambda: time.process_time() - cpu >= seconds
    )
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    told: dict[str, object] = {"file": path.stem}
    if isinstance(outcome, Solved):
        roster = roster_of(instance, outcome.assignments)
        if out:
            out.mkdir(parents=True, exist_ok=True)
            lines = [" ".join((who, *days)) for who, days in roster.items()]
            (out / f"{path.stem}.sol").write_text("\n".join(lines) + "\n")
        told |= _scored(instance, roster, outcome)
        told["seconds_to_best"] = round(
            next((e.seconds for e in reports if e.points == outcome.points), outcome.seconds), 2
        )
        best = json.loads((FOLDER / "best_known.json").read_text()).get(path.stem)
        if best:
            told |= {
                "best_known": best,
                "above_percent": round(100 * (penalty(instance, roster) - best) / best, 2),
            }
    else:
        told |= {"objective": None, "outcome": type(outcome).__name__}
    return {**told, "cpu_seconds": round(cpu, 1), "wall_seconds": round(wall, 1)}


def _stretch() -> float:
    """Return how much longer than the processor works a piece of work takes by now."""
    wall, cpu = time.perf_counter(), time.process_time()
    while time.process_time() - cpu < 0.2:
        sum(range(1000))
    return max(1.0, (time.perf_counter() - wall) / (time.process_time() - cpu))


def _scored(instance: Instance, roster: dict[str, list[str]], outcome: Solved) -> dict[str, object]:
    cost = penalty(instance, roster)
    # A wish for a shift on a day off is no wish to the product; to the benchmark it costs.
    apart = cost - outcome.points
    return {
        "objective": cost,
        "bound": outcome.bound + apart,
        "proven": outcome.proven,
        "violations": len(violations(instance, roster)),
        "strategy": outcome.strategy,
    }


def main() -> None:
    """Solve the files given."""
    options = argparse.ArgumentParser()
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    files = given.files or sorted(FOLDER.glob("*.txt"), key=lambda path: int(path.stem[8:]))
    for path in files:
        print(json.dumps(measured(path, given.seconds, given.seed, given.out)), flush=True)


if __name__ == "__main__":
    main()
