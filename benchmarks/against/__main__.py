"""This build beside an older one: ``python -m benchmarks.against [COMMIT]``.

Both are measured in one run, in turn, each row so many rounds; printed are the medians and their
ratio as lines of a Markdown table. The older build is taken from git into a folder beside the
checkout and removed in the end. ``--only`` names the groups of rows; ``--rounds`` and ``--minutes``
make a quick look of it.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from statistics import median

from scripts import postgres

from benchmarks.against import answers, crowds, processes, suite
from benchmarks.against.builds import Build, compared
from benchmarks.databases import ENGINES

TODAY = "5710079"
"""The build that the goals of issue E are ratios to."""
Measure = Callable[[Build], dict[str, float]]
GOALS = {
    "start, s of CPU": 0.4,
    "idle, MB (PSS)": 0.45,
    "idle, % of a processor": 0.1,
    "rota, ms of CPU": 0.1,
    "edit, ms of CPU": 0.35,
    "take, ms of CPU": 0.35,
    "make test, s of CPU": 0.6,
}
"""The highest ratios wanted."""


def groups(given: argparse.Namespace, database: str) -> dict[str, list[Measure]]:
    """Return what can be measured, by the name that asks for it."""
    idle = partial(processes.idle, settle=given.settle, seconds=60 * given.minutes)
    return {
        "start": [processes.start],
        "document": [processes.document],
        "answers": [answers.costs],
        "hot": [partial(crowds.hot, database=each) for each in ("", database)],
        "on-duty": [partial(crowds.on_duty, engine=each) for each in ENGINES],
        "takers": [partial(crowds.takers, engine=each) for each in ENGINES],
        "idle": [idle],
        "tests": [suite.tests],
    }


def line(name: str, older: list[float], this: list[float]) -> str:
    """Return a row of the table."""
    before, after = median(older), median(this)
    ratio = f"{after / before:.2f}" if before else "–"
    goal = f"≤ {GOALS[name]}" if name in GOALS else ""
    return f"| {name} | {before:.3g} | {after:.3g} | {ratio} | {goal} |"


def main() -> None:
    """Measure what is asked for and print the table as it grows."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("build", nargs="?", default=TODAY)
    options.add_argument("--only", nargs="*", default=[])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--minutes", type=float, default=5.0, help="of an idle service")
    options.add_argument("--settle", type=float, default=150.0, help="seconds before that")
    given = options.parse_args()
    with ExitStack() as stack:
        builds = stack.enter_context(compared(given.build))
        database = stack.enter_context(postgres.cluster()) or sys.exit("no PostgreSQL")
        known = groups(given, database)
        print("| what | older | this | ratio | goal |\n| --- | --- | --- | --- | --- |")
        for name in given.only or known:
            for measure in known[name]:
                found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
                for _ in range(given.rounds):
                    for build in builds:
                        for what, value in measure(build).items():
                            found[what][build.name].append(value)
                for what, by_build in found.items():
                    print(line(what, *by_build.values()), flush=True)


if __name__ == "__main__":
    main()
