"""Reminders under fire: how late, how often, and whether any is lost when workers are killed.

``python -m benchmarks.reminders [--n 10000] [--spread 60] [--workers 3] [--kill-every 5]
[--kills N] [--instant] [--sqlite] [--organisations 1] [--skew-minutes M] [--database URL] …``

Seeds so many duties, whose reminders fall due over ``--spread`` seconds (``--instant``: all at
once), lets worker processes deliver them to a receiver that takes 20 ms for each, and kills one
worker with -9 every so many seconds (0: never), starting another in its place. Prints what was
lost, what came twice under different ids, raw repeats, lateness, and how long draining took.
``--sqlite`` is one worker on a file. ``--skew-minutes``: the clocks of the workers are right, as
much fast, as much slow, in turn (by libfaketime). PostgreSQL is the one named, or a new cluster;
either way in a database of its own.
"""

import argparse
import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import reminders_seed
from benchmarks.databases import fresh
from rotation.clock import system_clock
from rotation.schema import migrate

LEAD = timedelta(seconds=12)
"""How long before the first is due everything stands ready."""
MOST_SECONDS = 180


@dataclass
class Workers:
    """Worker processes on one database."""

    url: str
    count: int
    alone: bool
    running: list["subprocess.Popen[bytes]"]
    skew: int = 0
    kills: int = 0
    started: int = 0

    def start(self) -> None:
        """Start one more."""
        command = [sys.executable, "-m", "benchmarks.reminders_worker", self.url]
        command += ["--alone"] if self.alone else []
        minutes = (0, self.skew, -self.skew)[self.started % 3]
        wrong = {"LD_PRELOAD": str(faketime()), "FAKETIME": f"{minutes:+d}m"} if minutes else {}
        environment = {**os.environ, **wrong, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        self.started += 1
        self.running.append(subprocess.Popen(command, env=environment))

    def kill_one(self) -> None:
        """Kill the oldest with -9 and start another in its place."""
        oldest = self.running.pop(0)
        oldest.kill()
        oldest.wait()
        self.kills += 1
        self.start()

    def stop(self) -> float:
        """Ask all to stop; return the seconds that the slowest took."""
        begun = time.monotonic()
        for each in self.running:
            each.terminate()
        for each in self.running:
            each.wait(timeout=30)
        return time.monotonic() - begun


def faketime() -> Path | None:
    """Return the library that gives a process another time, where it is installed."""
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def heard(file: Path) -> list[dict[str, Any]]:
    """Return what the receiver wrote down so far."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


@contextlib.contextmanager
def receiver(file: Path, delay_ms: int) -> Iterator[str]:
    """Yield the URL of a receiver."""
    command = [sys.executable, "-m", "benchmarks.reminders_receiver", str(file), str(delay_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        try:
            yield f"http://127.0.0.1:{port}/hook"
        finally:
            process.terminate()


def drain(given: argparse.Namespace, workers: Workers, file: Path, due: float) -> float:
    """Let the workers deliver until all has come; return when the last one came."""
    kills = itertools.count(1)
    next_kill = due + next(kills) * given.kill_every if given.kill_every else float("inf")
    while (now := time.time()) < due + MOST_SECONDS:  # noqa: TID251 - measured
        if len({each["id"] for each in heard(file)}) >= given.n:
            break
        if now >= next_kill and workers.kills < given.kills:
            workers.kill_one()
            next_kill = due + next(kills) * given.kill_every
        time.sleep(0.1)
    return max((each["at"] for each in heard(file)), default=due)


def told(given: argparse.Namespace, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of what was received."""
    first: dict[str, dict[str, Any]] = {}
    for each in found:
        first.setdefault(each["id"], each)
    late = sorted(each["at"] - each["due"] for each in first.values())
    about = {(each["slot"], each["member"]) for each in first.values()}

    def at(share: float) -> float:
        return float(round(late[min(len(late) - 1, int(share * len(late)))], 2))

    return {
        "expected": given.n,
        "lost": given.n - len(about),
        "twice_after_dedupe": len(first) - len(about),
        "raw_repeats": len(found) - len(first),
        "early": sum(each < 0 for each in late),
        **({"median_late": at(0.5), "p99_late": at(0.99), "max_late": at(1)} if late else {}),
    }


def measure(given: argparse.Namespace, folder: Path, url: str) -> dict[str, Any]:
    """Seed, deliver, and return the figures."""
    file, count = folder / "heard", 1 if given.sqlite else given.workers
    migrate(url)
    with receiver(file, given.delay_ms) as hook:
        spread = 0.0 if given.instant else float(given.spread)
        due = system_clock() + timedelta(seconds=given.n * 0.002) + LEAD
        wanted = reminders_seed.Wanted(given.n, given.organisations, due, spread, hook)
        reminders_seed.seed(url, wanted)
        workers = Workers(url, count, given.sqlite, [], given.skew_minutes)
        for _ in range(count):
            workers.start()
        ended = drain(given, workers, file, due.timestamp())
        stopped = workers.stop()
    cpu = os.times()
    return {
        "database": "sqlite" if given.sqlite else "postgresql",
        "workers": count,
        "kills": workers.kills,
        **told(given, heard(file)),
        "drained_seconds": round(ended - due.timestamp(), 2),
        "stopped_seconds": round(stopped, 2),
        "cpu_seconds": round(cpu.children_user + cpu.children_system, 1),
    }


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--n", type=int, default=10_000)
    options.add_argument("--spread", type=float, default=60)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--kill-every", type=float, default=5)
    options.add_argument("--kills", type=int, default=1000, help="no more than so many")
    options.add_argument("--delay-ms", type=int, default=20)
    options.add_argument("--organisations", type=int, default=1)
    options.add_argument(
        "--skew-minutes",
        type=int,
        default=0,
        help="clocks wrong by as much",
    )
    options.add_argument("--database", default="")
    for flag in ("--instant", "--sqlite", "--json"):
        options.add_argument(flag, action="store_true")
    given = options.parse_args()
    if given.skew_minutes and (given.sqlite or not faketime()):
        sys.exit(
            "clocks can be wrong only with libfaketime, and with a PostgreSQL beside the workers"
        )
    engine = "sqlite" if given.sqlite else "postgresql"
    with tempfile.TemporaryDirectory() as made, fresh(engine, Path(made), given.database) as url:
        found = measure(given, Path(made), url)
    shown = json.dumps(found) if given.json else "\n".join(f"{k:20} {v}" for k, v in found.items())
    print(shown)
    sys.exit(bool(found["lost"] or found["twice_after_dedupe"] or found["early"]))


if __name__ == "__main__":
    main()
