"""How long a calculation takes to end once it is cancelled, in a process of its own as served.

``python -m benchmarks.cancel [--sizes 12x4,25x4,50x4,200x4] [--times 25]`` starts so many solves of
each size and cancels each at a random instant of its first seconds: while the model is built, while
it is simplified, during the search. It prints a JSON line a size: milliseconds from the
cancellation to the answer (median, 95th percentile, most), how many solves had told a rota by then,
and how many of these rotas were lost (0).
"""

import argparse
import json
import time
from random import Random
from statistics import median, quantiles
from typing import Any

import msgspec

from api.queue.children import Children
from api.settings import Settings
from benchmarks.rotas import generated
from rotation.solver import serialisation

BUDGET = {"seconds": 60.0, "workers": 2, "staged": True}
SECONDS_A_PLACE = 0.0001
"""The first seconds last so long for each pair of a member and a shift, and one second more."""


def cancelled(children: Children, size: str, random: Random) -> tuple[float, bool, bool] | None:
    """Cancel a solve; return how late it ended, if it had a rota and kept one; None: it was over.

    The instant is one the planner chooses: nothing waits for the solve to be ready for it.
    """
    members, weeks = map(int, size.split("x"))
    case = generated(members, weeks, random.randrange(1, 4))
    told = msgspec.json.decode(serialisation.case_to_json(case))
    first = 1.0 + SECONDS_A_PLACE * len(case.members) * len(case.shifts)
    at = time.monotonic() + random.uniform(0.05, first)
    had = False

    def hear(progress: dict[str, Any] | None) -> bool:
        nonlocal had
        had = had or progress is not None
        return time.monotonic() < at

    result = children.solve(told, BUDGET, hear)
    late = time.monotonic() - at
    if late < 0:
        return None
    kept = result["kind"] == "Solved" or result.get("progress") is not None
    return late, had, kept


def main() -> None:
    """Cancel the solves asked for."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", default="12x4,25x4,50x4,200x4")
    options.add_argument("--times", type=int, default=25)
    given = options.parse_args()
    children, random = Children(1, Settings().solver_memory_mb), Random(1)
    children.warm()
    for size in given.sizes.split(","):
        ends: list[tuple[float, bool, bool]] = []
        while len(ends) < given.times:
            children.warm()  # a process that was replaced takes a second to come up
            end = cancelled(children, size, random)
            if end:
                ends.append(end)
        late = [1000 * each[0] for each in ends]
        told = {
            "median_ms": round(median(late)),
            "p95_ms": round(quantiles(late, n=20)[-1]),
            "most_ms": round(max(late)),
            "had_a_rota": sum(had for _, had, _ in ends),
            "lost": sum(had and not kept for _, had, kept in ends),
        }
        print(json.dumps({"size": size, "times": len(ends), **told}), flush=True)
    children.close()


if __name__ == "__main__":
    main()
