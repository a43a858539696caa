"""The same weekly rota for several solvers: equal rules, equal prices, one table.

``python -m benchmarks.peers [--sizes 12x1,50x1] [--seeds 3] [--seconds 30] [--timefold PYTHON]``
gives the instances of ``benchmarks.rotas`` to our search, to CP-SAT as it comes (the same model,
two workers, nothing chosen), to HiGHS (the same integer program, through OR-Tools), to the greedy
preview, and to Timefold. ``--timefold`` names a Python that has the package ``timefold`` and finds
a JDK (it shares no process with OR-Tools); without it Timefold is left out. One JSON line a run,
then the table. Every rota is scored by the product's audit, whoever made it.
"""

import argparse
import json
import resource
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from ortools.sat.python import cp_model

from benchmarks.rotas import generated
from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.entities import Assignments
from rotation.solver.limits import Level
from rotation.solver.model.build import plan
from rotation.solver.outcome import Budget, Solved
from rotation.solver.search.cpsat import Translated
from rotation.solver.search.greedy import greedy
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.linear_solver import BRANCHING, model_of, run
from rotation.solver.search.solve import solve

TIMEFOLD = Path(__file__).with_name("peers_timefold.py")
Answer = tuple[Assignments | None, bool]
"""A rota and whether it is proven to be the best."""


def ours(case: Case, seconds: float) -> Answer:
    outcome = solve(case, Budget(seconds=seconds, staged=False))
    return (outcome.assignments, outcome.proven) if isinstance(outcome, Solved) else (None, False)


def plain_cpsat(case: Case, seconds: float) -> Answer:
    program = Priced(plan(case))
    sat = Translated(program)
    sat.minimize(program.costs(Level))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(sat.sat)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None, False
    values = [solver.value(each) for each in sat.variables]
    return program.model.rota(values), status == cp_model.OPTIMAL


def highs(case: Case, seconds: float) -> Answer:
    program = Priced(plan(case))
    ran = run(model_of(program, program.costs(Level), whole=True), BRANCHING, seconds)
    if not ran.is_optimal:
        return None, False
    values = [round(each) for each in ran.values(len(program.low))]
    return program.model.rota(values), True


def preview(case: Case, _: float) -> Answer:
    model = plan(case)
    return model.rota(greedy(model)), False


def timefold(case: Case, seconds: float, python: str) -> tuple[Assignments, float]:
    """Return the rota of Timefold and the seconds it took, without the start of Java."""
    model = plan(case)
    places: dict[str, list[int]] = defaultdict(list)
    for (shift, _), variable in model.works.items():
        if model.high[variable]:
            places[shift].append(variable)
    asked = {
        "seconds": round(seconds),
        "size": len(model.low),
        "seats": [places[each.id] for each in case.shifts for _ in range(each.maximum)],
        "rows": [[each.terms, each.high] for each in model.rows],
        "charges": [[e.terms, e.high, e.points, e.rising] for e in model.charges],
        "defined": [
            [variable, [[part.terms, part.constant] for part in parts]]
            for variable, parts in model.defined.items()
        ],
    }
    ended = subprocess.run(
        [python, str(TIMEFOLD)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    found = json.loads(ended.stdout)
    values = [0] * len(model.low)
    for variable in found["taken"]:
        values[variable] = 1
    return model.rota(values), found["seconds"]


PEERS: dict[str, Callable[[Case, float], Answer]] = {
    "rotation": ours,
    "cp-sat as it comes": plain_cpsat,
    "highs": highs,
    "greedy": preview,
}


def timed(name: str, case: Case, seconds: float) -> dict[str, object]:
    """Return what a peer made of a case."""
    wall, cpu = time.perf_counter(), time.process_time()
    rota, proven = PEERS[name](case, seconds)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    times = {"wall_ms": round(1000 * wall), "cpu_ms": round(1000 * cpu)}
    return {"peer": name, **scored(case, rota), "proven": proven, **times}


def scored(case: Case, rota: Assignments | None) -> dict[str, object]:
    """Return what the audit says of a rota."""
    found = audit.breaches(case, rota) if rota is not None else ()
    return {
        "points": sum(each.points for each in found) if rota is not None else None,
        "broken": sum(each.must_hold for each in found),
    }


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(lines: Sequence[dict[str, object]]) -> str:
    """Return the median of each peer and size as a Markdown table."""
    rows = [
        "| size | peer | points (sum) | proven | wall ms | CPU ms |",
        "|---|---|---|---|---|---|",
    ]
    for size, peer in dict.fromkeys((str(each["size"]), str(each["peer"])) for each in lines):
        of = [each for each in lines if (each["size"], each["peer"]) == (size, peer)]
        points = sum(int(str(each["points"])) for each in of if each["points"] is not None)
        proven = f"{sum(bool(each['proven']) for each in of)}/{len(of)}"
        wall, cpu = (statistics.median(int(str(e[k])) for e in of) for k in ("wall_ms", "cpu_ms"))
        rows.append(f"| {size} | {peer} | {points} | {proven} | {wall:.0f} | {cpu:.0f} |")
    return "\n".join(rows)


def main() -> None:
    """Let every peer that is there solve the instances asked for."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", default="12x1,50x1")
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--timefold", metavar="PYTHON")
    given = options.parse_args()
    if not given.timefold:
        print(json.dumps({"peer": "timefold", "skipped": "no --timefold"}))
    solve(generated(3, 1, 0), Budget(seconds=5))
    lines = []
    for size in given.sizes.split(","):
        members, weeks = map(int, size.split("x"))
        for seed in range(1, given.seeds + 1):
            for name in PEERS:
                case = generated(members, weeks, seed)
                lines.append({"size": size, "seed": seed, **timed(name, case, given.seconds)})
                print(json.dumps(lines[-1]), flush=True)
            if given.timefold:
                case = generated(members, weeks, seed)
                cpu = _children_seconds()
                rota, took = timefold(case, given.seconds, given.timefold)
                cpu = _children_seconds() - cpu  # here the start of Java counts
                told = {"peer": "timefold", **scored(case, rota), "proven": False}
                times = {"wall_ms": round(1000 * took), "cpu_ms": round(1000 * cpu)}
                lines.append({"size": size, "seed": seed, **told, **times})
                print(json.dumps(lines[-1]), flush=True)
    print(table(lines))


if __name__ == "__main__":
    main()
