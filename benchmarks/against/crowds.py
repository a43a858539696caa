"""What the benchmarks of a build say themselves: many at once, and the hot answers beside bare."""

import json
import re
import subprocess
import sys
import tempfile

from benchmarks.against.builds import Build

_TAKERS = re.compile(r"claims: .* p99 ([\d.]+) s")
_DOUBLE = re.compile(r"in two places, by SQL: (\d+)")
_ON_DUTY = re.compile(r"(bare|on duty): .* p99 (\d+) ms")


def takers(build: Build, engine: str) -> dict[str, float]:
    """Return how long the last of a thousand takers of fifty places waits, and who is double."""
    said = _run(build, "takers", "--engine", engine)
    (late,), twice = _TAKERS.findall(said), _DOUBLE.findall(said)
    what = f"fifty places, a thousand takers on {engine}"
    return {f"{what}, p99 s": float(late), f"{what}, double": float(sum(map(int, twice)))}


def on_duty(build: Build, engine: str) -> dict[str, float]:
    """Return how long on-duty answers take during a run, as a multiple of a bare route's."""
    said = _run(build, "on_duty", "--engine", engine)
    late = {name: float(p99) for name, p99 in _ON_DUTY.findall(said)}
    what = f"on duty at 100 clients during a run on {engine}"
    return {
        f"{what}, p99 ms": late["on duty"],
        f"{what}, p99 × bare": late["on duty"] / late["bare"],
    }


def hot(build: Build, database: str) -> dict[str, float]:
    """Return the processor time of the hot answers as multiples of a bare route's."""
    named = ["--database", database] if database else []
    engine = "postgresql" if database else "sqlite"
    lines = _run(build, "http", "--requests", "1500", *named).splitlines()
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return {f"{each['what']} on {engine}, CPU × bare": each["ratio"] for each in found}


def _run(build: Build, name: str, *more: str) -> str:
    """Run a benchmark of a build and return what it prints; a goal it misses is no failure here."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *more],
            env=build.environment(),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stdout
