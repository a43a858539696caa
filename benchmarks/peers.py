"""The same weekly rota for several solvers: equal rules, equal prices, one table.

``python -m benchmarks.peers [--sizes 12x1,50x1] [--seeds 3] [--seconds 30]`` gives the instances of
``benchmarks.rotas`` to our search, to CP-SAT as it comes (the same model, two workers, nothing
chosen), to HiGHS (the same integer program, through OR-Tools), to the greedy preview, and to
Timefold where its package ``timefold`` and a JDK are installed. One JSON line a run, then the
table. Every rota is scored by the product's audit, whoever made it.
"""

import argparse
import importlib.util
import json
import shutil
import statistics
import time
from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from benchmarks.rotas import generated
from rotation.solver import audit
from rotation.solver.case import Assignments, Case
from rotation.solver.limits import Level
from rotation.solver.outcome import Budget, Solved
from rotation.solver.planned import plan
from rotation.solver.search.cpsat import Translated
from rotation.solver.search.greedy import greedy
from rotation.solver.search.linear import BRANCHING, model_of, run
from rotation.solver.search.program import Priced
from rotation.solver.search.solve import solve

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
    found = audit.breaches(case, rota) if rota is not None else ()
    return {
        "peer": name,
        "points": sum(each.points for each in found) if rota is not None else None,
        "broken": sum(each.must_hold for each in found),
        "proven": proven,
        "wall_ms": round(1000 * wall),
        "cpu_ms": round(1000 * cpu),
    }


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
    given = options.parse_args()
    if importlib.util.find_spec("timefold") is None or shutil.which("java") is None:
        print(json.dumps({"peer": "timefold", "skipped": "package timefold or a JDK is absent"}))
    solve(generated(3, 1, 0), Budget(seconds=5))
    lines = []
    for size in given.sizes.split(","):
        members, weeks = map(int, size.split("x"))
        for seed in range(1, given.seeds + 1):
            for name in PEERS:
                case = generated(members, weeks, seed)
                lines.append({"size": size, "seed": seed, **timed(name, case, given.seconds)})
                print(json.dumps(lines[-1]), flush=True)
    print(table(lines))


if __name__ == "__main__":
    main()
