"""Goal G3 for Engine A: the CPU time of one pass of a week, ten channels, quarters of an hour.

``python -m benchmarks.chain`` prints a Markdown table, after a warm-up of the compiled code, and
exits 1 when a goal is missed: 50 ms up to 5 people, 100 ms with 12, 1 s with 100. A pass runs the
week once and finds the share of every channel; ``typical`` looks for the steady state before, and
``mixed`` does that for busy and quiet days (spread 0.2).
"""

import argparse
import sys
from dataclasses import replace
from time import process_time

import numpy as np

from benchmarks import pooled
from benchmarks.weeks import large
from rotation.demand.simulation.problem import SimulationProblem

WEEKS = {
    "900 items, 2–4 people on": (large(10, 900, 4), 50.0),
    "6,000 items, 6–12 people on": (large(10, 6_000, 12), 100.0),
    "60,000 items, 100–200 people on": (large(10, 60_000, 200), 1000.0),
}
"""Weeks, and the milliseconds that a pass of each may take."""


def milliseconds(problem: SimulationProblem, times: int) -> float:
    """Return the CPU time of the quickest of some passes, with the share of every channel."""
    found = []
    for _ in range(times):
        began = process_time()
        pooled.shares(problem)
        found.append(1000 * (process_time() - began))
    return float(np.min(found))


def main() -> None:
    """Print the table; exit 1 when a goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=5)
    times = options.parse_args().times
    print("| week, 10 channels | one pass, ms | goal | typical, ms | mixed, ms |")
    print("| --- | ---: | ---: | ---: | ---: |")
    missed = False
    for name, (problem, goal) in WEEKS.items():
        once = replace(problem, regime="dated")
        spent = [
            milliseconds(each, times) for each in (once, problem, replace(problem, day_cv=0.2))
        ]
        missed |= spent[0] >= goal
        print(f"| {name} | {spent[0]:.1f} | < {goal:g} | {spent[1]:.1f} | {spent[2]:.1f} |")
    sys.exit(missed)


if __name__ == "__main__":
    main()
