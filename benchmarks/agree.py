"""Solver, every rota tried and the audit agree on random tiny cases with random rules.

``python -m benchmarks.agree --cases 10000 [--seed 1]`` stops at the first case on which they do
not, and prints its number, which ``--only`` repeats.
"""

import argparse
import json
import sys
import time
from random import Random

from solver.search.test_solve import agree


def main() -> None:
    """Compare so many cases and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="compare this one case")
    asked = parser.parse_args()
    numbers = range(asked.cases) if asked.only is None else [asked.only]
    started = time.process_time()
    for number in numbers:
        try:
            agree(Random(f"{asked.seed}/{number}"))
        except AssertionError:
            print(f"case {number} of seed {asked.seed}: they do not agree", file=sys.stderr)
            raise
    seconds = round(time.process_time() - started, 1)
    print(json.dumps({"cases": len(numbers), "disagreements": 0, "cpu_seconds": seconds}))


if __name__ == "__main__":
    main()
