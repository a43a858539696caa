"""Repeating rotas for the public rotating-workforce instances.

``python -m benchmarks.rotating [FILE…] [--seconds N]`` reads files in the format of Musliu, designs
a ring for each with the product's solver, checks it day by day without any model, and prints one
JSON line a file: ``{"file", "people", "found", "proven", "free_weekends", "faults", "seconds"}``.
"""

import argparse
import json
import re
import time
from pathlib import Path

from rotation.solver.repeating.design import design
from rotation.solver.repeating.rota import OFF, Block, RepeatingRotaSpec, faults, free_weekends

FOLDER = Path(__file__).parent / "data" / "musliu"


def read(text: str) -> RepeatingRotaSpec:
    """Return the instance of a file; the letter ``-`` in a succession is a day off."""
    lines = [line.strip() for line in text.splitlines()]
    rows = iter([line for line in lines if line and not line.startswith("#")])
    next(rows)  # length of the schedule: always a week
    people, shifts = int(next(rows)), int(next(rows))
    required = tuple(tuple(map(int, next(rows).split())) for _ in range(shifts))
    named = [next(rows).split() for _ in range(shifts)]
    number = {row[0]: place for place, row in enumerate(named)} | {"-": OFF}
    blocks = tuple(Block(int(row[3]), int(row[4])) for row in named)
    off, work = (Block(*map(int, next(rows).split())) for _ in range(2))
    next(rows)  # how many successions of two and of three days follow
    forbidden = tuple(tuple(number[day] for day in re.split(r"\s+", row)) for row in rows)
    return RepeatingRotaSpec(people, required, blocks, work, off, forbidden)


def main() -> None:
    """Design a ring for each file."""
    options = argparse.ArgumentParser()
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--seconds", type=float, default=60)
    given = options.parse_args()
    files = given.files or sorted(FOLDER.glob("*.txt"), key=lambda path: int(path.stem[7:]))
    for path in files:
        wanted, began = read(path.read_text()), time.process_time()
        made = design(wanted, given.seconds)
        line = {
            "file": path.stem,
            "people": wanted.people,
            "found": made.ring is not None,
            "proven": made.proven,
            "free_weekends": free_weekends(made.ring or ()),
            "faults": faults(wanted, made.ring) if made.ring else [],
            "seconds": round(made.seconds, 2),
            "cpu_seconds": round(time.process_time() - began, 2),
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
