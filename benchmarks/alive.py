"""What keeps a rota alive: a repair after an absence, the reason for a clash, who could step in.

``python -m benchmarks.alive [--sizes 12x1,50x4] [--seeds 3] [--crowd 60x4]`` prints JSON lines. For
each size and seed: the wall milliseconds to repair a published rota after one of its members falls
ill from the second day on (everything included; ``changes`` and whether they are proven minimal),
and those to explain why two places locked for one member at the same time leave no rota (without
ways out), with the number of limits named. For the crowd: those to find the candidates for one
place, median and most of twenty shifts.
"""

import argparse
import json
import time
from dataclasses import replace
from statistics import median

from benchmarks.rotas import MONDAY, generated
from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Pin, Promise
from rotation.solver.outcome import Budget, Solved
from rotation.solver.search.infeasibility_core import conflicts
from rotation.solver.search.solve import solve
from rotation.timespan import DAY, Span, start_of_day

BUDGET = Budget(seconds=30.0, staged=False)


def published(case: Case) -> tuple[Case, Assignments]:
    """Return a case with its best rota published."""
    outcome = solve(case, BUDGET)
    assert isinstance(outcome, Solved)
    rota = outcome.assignments
    promises = tuple(Promise(shift, member) for shift, member in sorted(rota))
    return replace(case, published=promises), rota


def repaired(case: Case, rota: Assignments) -> dict[str, object]:
    """Let the member with most shifts fall ill and repair."""
    own = [member for _, member in rota]
    ill = max(sorted(set(own)), key=own.count)
    away = Span(start_of_day(MONDAY + DAY, case.tz), case.span.end)
    members = tuple(
        replace(each, unavailable=(*each.unavailable, away)) if each.id == ill else each
        for each in case.members
    )
    began = time.perf_counter()
    outcome = solve(replace(case, members=members), replace(BUDGET, repair=True))
    wall = time.perf_counter() - began
    assert isinstance(outcome, Solved)
    changes = next(each for each in outcome.levels if each.name == "changes")
    return {
        "repair_ms": round(1000 * wall),
        "lost": own.count(ill),
        "changes": outcome.changes,
        "minimal": changes.points == changes.bound,
    }


def explained(case: Case) -> dict[str, object]:
    """Lock two places at the same time for a member who fits both, and ask why that is no rota."""
    first, second, member = next(
        (a, b, m)
        for a in case.shifts
        for b in case.shifts
        for m in case.members
        if a.id < b.id
        and a.span.overlaps(b.span)
        and case.calendar.may_work(m, a)
        and case.calendar.may_work(m, b)
    )
    locked = replace(case, pins=(Pin(first.id, member.id), Pin(second.id, member.id)))
    began = time.perf_counter()
    found, minimal = conflicts(locked, lambda: 10.0)
    wall = time.perf_counter() - began
    return {"clash_ms": round(1000 * wall), "limits": len(found), "smallest": minimal}


def stepping_in(case: Case) -> dict[str, object]:
    """Ask for the candidates of twenty shifts."""
    case, rota = published(case)
    taken = []
    for shift in case.shifts[:: len(case.shifts) // 20][:20]:
        began = time.perf_counter()
        audit.candidates(case, rota, shift.id)
        taken.append(1000 * (time.perf_counter() - began))
    return {"candidates_ms": round(median(taken), 1), "most_ms": round(max(taken), 1)}


def main() -> None:
    """Measure the sizes asked for."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", default="12x1,50x4")
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--crowd", default="60x4")
    given = options.parse_args()
    for size in given.sizes.split(","):
        members, weeks = map(int, size.split("x"))
        for seed in range(1, given.seeds + 1):
            case = generated(members, weeks, seed)
            told = repaired(*published(case)) | explained(case)
            print(json.dumps({"size": size, "seed": seed, **told}), flush=True)
    members, weeks = map(int, given.crowd.split("x"))
    print(json.dumps({"size": given.crowd, **stepping_in(generated(members, weeks, 1))}))


if __name__ == "__main__":
    main()
