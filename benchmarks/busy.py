"""The same answers on a busy machine: counts, seeded rotas, a proof, beside eight busy processes.

``python -m benchmarks.busy [--processes N]`` asks child processes, as the service does, first alone
and then beside so many processes that do nothing but calculate. It prints a JSON line for each
question with the wall seconds of both, and exits 1 unless the counts are equal, rotas of the same
seed are byte-equal, and a week of twelve people ends proven.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec

from api.queue.children import Children
from benchmarks import savings
from benchmarks.rotas import generated
from rotation.demand.questions import prediction
from rotation.solver import serialisation
from rotation.solver.outcome import Budget

Json = dict[str, Any]  # Any: as the children have it
PROCESSES = 8
_MEMORY_MB = 4096


def questions(children: Children) -> dict[str, Callable[[], Json]]:
    """Return what is asked, by name."""
    small = replace(savings.week(1000.0, 4), work=20.0)
    hurried = replace(savings.week(2500.0, 8), work=2.0)
    return {
        "counts, 1,000 messages": lambda: _counts(children, small),
        "counts, 2,500 messages, work for 2 s": lambda: _counts(children, hurried),
        "rota 12 x 1, seeded": lambda: _rota(
            children, "12x1", Budget(seconds=10, seed=1, workers=1)
        ),
        "rota 25 x 4, seeded": lambda: _rota(
            children, "25x4", Budget(seconds=5, seed=1, workers=1)
        ),
        "rota 12 x 1": lambda: _rota(children, "12x1", Budget(seconds=30)),
    }


def _counts(children: Children, asked: Any) -> Json:
    plan = prediction.to_json(asked)
    found = children.answer({"ask": "plan", "plan": plan, "seconds": 10 * asked.work + 5})
    return {"answer": found["counts"], "ended_by": found["ended_by"]}


def _rota(children: Children, size: str, budget: Budget) -> Json:
    members, weeks = map(int, size.split("x"))
    case = msgspec.json.decode(serialisation.case_to_json(generated(members, weeks, 1)))
    found = children.solve(case, msgspec.to_builtins(budget), lambda _: True)
    if budget.seed is None:
        return {"answer": found["points"], "proven": found["proven"]}
    return {"answer": found["assignments"], "proven": found["proven"]}


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep so many processes busy."""
    command = [sys.executable, "-c", "while True: pass"]
    started = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for each in started:
            each.kill()
            each.wait()


def main() -> None:
    """Ask alone, then beside busy processes."""
    options = argparse.ArgumentParser()
    options.add_argument("--processes", type=int, default=PROCESSES)
    given = options.parse_args()
    children = Children(1, _MEMORY_MB)
    try:
        children.warm()
        idle = {name: _timed(ask) for name, ask in questions(children).items()}
        with busy(given.processes):
            loaded = {name: _timed(ask) for name, ask in questions(children).items()}
    finally:
        children.close()
    failed = False
    for name, (alone, seconds) in idle.items():
        beside, longer = loaded[name]
        equal = alone["answer"] == beside["answer"]
        failed |= not equal or (name == "rota 12 x 1" and not beside["proven"])
        told = {each: beside[each] for each in beside if each != "answer"}
        line = {"question": name, "idle_s": round(seconds, 2), "busy_s": round(longer, 2)}
        print(json.dumps({**line, "equal": equal, **told}), flush=True)
    sys.exit(failed)


def _timed(ask: Callable[[], Json]) -> tuple[Json, float]:
    began = time.perf_counter()
    found = ask()
    return found, time.perf_counter() - began


if __name__ == "__main__":
    main()
