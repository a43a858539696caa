"""The main job in one call: a week's rota for twelve people, through HTTP, to its end.

``python -m benchmarks.one_week [--runs N] [--limit SECONDS] [--database URL]`` serves the demo's
team and asks N times for next week's rota with ``Prefer: wait``, after a first time in which the
staffing is worked out. It prints a JSON line a run: wall seconds from request to answer, CPU
seconds of the server and its calculating processes, the solver's own seconds, points, proven.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from api.cli.demo import team as made_up
from api.cli.demo.seeding import seed
from api.unit_of_work import DatabaseUnitOfWork
from benchmarks.http import TICK, serving
from rotation import schema
from rotation.clock import system_clock
from rotation.database import Database
from rotation.timespan import Week


def prepared(url: str) -> tuple[str, str]:
    """Make the team in a database; return a key and the week to plan."""
    schema.migrate(url)
    database = Database(url)
    work, now = DatabaseUnitOfWork(database, system_clock), system_clock()
    organisation, key = work.found("Benchmark", now)
    week = Week.of(now.date()).plus(1)
    seed(work, work.service(organisation), week, now)
    database.close()
    return key, str(week)


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and all below it."""
    total = 0.0
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = each.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        if int(head.split(" ")[0]) == pid:
            total += (int(fields[11]) + int(fields[12])) * TICK
        elif int(fields[1]) == pid:
            total += cpu_seconds(int(head.split(" ")[0]))
    return total


def asked(port: int, key: str, week: str, limit: float) -> dict[str, object]:
    """Ask for the rota of a week and return the run that has ended."""
    body = json.dumps({"week": week, "time_limit_seconds": limit, "keep": "none"}).encode()
    headers = {
        "Authorization": f"Bearer {key}",
        "Prefer": f"wait={limit + 5:.0f}",
        "Content-Type": "application/json",
    }
    address = f"http://127.0.0.1:{port}/v1/teams/{made_up.SLUG}/runs"
    with urlopen(Request(address, body, headers), timeout=limit + 10) as answer:
        run: dict[str, object] = json.load(answer)
    return run


def main() -> None:
    """Measure and print one JSON line a run."""
    options = argparse.ArgumentParser()
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--limit", type=float, default=30.0)
    options.add_argument("--database", default="")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/week.db"
        key, week = prepared(url)
        command = str(Path(sys.executable).with_name("rotation"))
        with serving(url, command, "serve", "--port") as (port, pid):
            for number in range(given.runs + 1):
                before, began = cpu_seconds(pid), time.perf_counter()
                run = asked(port, key, week, given.limit)
                line = {
                    "run": number or "warm-up",
                    "wall": round(time.perf_counter() - began, 2),
                    "cpu": round(cpu_seconds(pid) - before, 2),
                    **{name: run[name] for name in ("state", "seconds", "points", "proven")},
                }
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
