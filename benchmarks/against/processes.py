"""What a service costs that nobody asks anything: its start, its memory, its idle hours."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.against import process_tree
from benchmarks.against.builds import Build
from benchmarks.against.live_service import COUNTED, SERVE, Service, initialised, planned, served

_SETTLED_SECONDS, _QUIET_SECONDS, _LITTLE = 10.0, 2.0, 0.1
"""A service has settled after ten seconds, or later, when two seconds cost next to nothing."""


@contextmanager
def fresh(build: Build, *command: str) -> Iterator[Service]:
    """Yield a service of a build with an organisation of its own."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        key = initialised(build, folder)
        with served(build, folder, key, command or SERVE) as service:
            yield service


def start(build: Build) -> dict[str, float]:
    """Return the processor time of a service until it has settled, its children with it."""
    began = time.monotonic()
    with fresh(build) as service:
        ready = spent = process_tree.cpu_seconds(service.pid)
        while True:
            time.sleep(_QUIET_SECONDS)
            before, spent = spent, process_tree.cpu_seconds(service.pid)
            if spent - before < _LITTLE and time.monotonic() > began + _SETTLED_SECONDS:
                return {"start, s of CPU": spent, "start until ready, s of CPU": ready}


def idle(build: Build, settle: float, seconds: float) -> dict[str, float]:
    """Return memory and processor use of a service with a team whose first run has ended.

    It is left alone for ``settle`` seconds, then watched for ``seconds``.
    """
    with fresh(build) as service:
        planned(service)
        time.sleep(settle)
        before, began = process_tree.cpu_seconds(service.pid), time.monotonic()
        time.sleep(seconds)
        used = process_tree.cpu_seconds(service.pid) - before
        return {
            "idle, MB (PSS)": process_tree.megabytes(service.pid),
            "idle, % of a processor": 100 * used / (time.monotonic() - began),
        }


def document(build: Build) -> dict[str, float]:
    """Return how long the event loop stands still while the OpenAPI document is first asked for."""
    with fresh(build, *COUNTED) as service:
        service.ask("GET", "/benchmark/pause")
        time.sleep(0.5)
        service.ask("GET", "/benchmark/pause")
        began = time.perf_counter()
        service.ask("GET", "/openapi.json")
        took = time.perf_counter() - began
        pause = service.ask("GET", "/benchmark/pause")["milliseconds"]
        return {"first /openapi.json, ms the loop stands": pause, "first /openapi.json, s": took}
