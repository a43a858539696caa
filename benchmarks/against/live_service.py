"""A service of a build, started as an operator would, and what is asked of it over HTTP."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.against.builds import Build

_ROTATION = ("-c", "from api.cli.main import main; main()")
COUNTED = (str(Path(__file__).with_name("counted_server.py")),)
"""Serves a build with what counts statements and the pauses of its event loop beside it."""
SERVE = (*_ROTATION, "serve", "--port")
_ENDED = {"succeeded", "failed", "infeasible", "cancelled"}
TEAM = "/v1/teams/nord"


@dataclass
class Service:
    """A service that runs: where it listens, its process, and a key that may do everything."""

    port: int
    pid: int
    key: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:  # Any: JSON
        """Send a request; return what its answer says, which has to be a success."""
        return self.answer(method, path, body, **headers)[1]

    def answer(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[str, Any]:  # Any: JSON
        """Send a request; return the ETag and the JSON of its answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        try:
            more = {name.replace("_", "-"): value for name, value in headers.items()}
            given = json.dumps(body) if body is not None else None
            line.request(method, path, given, {**sent, **more})
            found = line.getresponse()
            content = found.read().decode()
        finally:
            line.close()
        if found.status >= 400:
            raise RuntimeError(f"{method} {path}: {found.status} {content}")
        return found.headers.get("ETag", ""), json.loads(content) if content else None

    def until(self, path: str, state: Sequence[str]) -> Any:  # Any: JSON
        """Ask until the state of what is there is one of some."""
        end = time.monotonic() + 120
        while (found := self.ask("GET", path))["state"] not in state:
            if time.monotonic() > end:
                raise TimeoutError(path)
            time.sleep(0.05)
        return found


def initialised(build: Build, folder: Path) -> str:
    """Make an organisation in a new SQLite file of a folder; return its owner key."""
    command = [sys.executable, *_ROTATION, "init", "--organization", "Nord"]
    environment = build.environment(ROTATION_DATABASE_URL=_url(folder))
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().splitlines()[-1]


@contextmanager
def served(
    build: Build, folder: Path, key: str = "", command: Sequence[str] = SERVE
) -> Iterator[Service]:
    """Yield a service on the SQLite file of a folder, as soon as it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = build.environment(
        ROTATION_DATABASE_URL=_url(folder), ROTATION_LOG_LEVEL="warning"
    )
    command = [sys.executable, *command, str(port)]
    with subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.DEVNULL) as made:
        try:
            _until_it_listens(port)
            yield Service(port, made.pid, key)
        finally:
            made.terminate()
            made.wait(timeout=20)


def planned(service: Service) -> str:
    """Make a team of twelve with a channel, let its next week be planned; return the week."""
    _staffed_team(service)
    year, week, _ = (datetime.now(UTC) + timedelta(days=7)).isocalendar()  # noqa: TID251 - the server's clock
    name = f"{year}-W{week:02d}"
    asked = {"week": name, "time_limit_seconds": 10}
    run = service.ask("POST", f"{TEAM}/runs", asked)["id"]
    found = service.until(f"/v1/runs/{run}", tuple(_ENDED))
    if found["state"] != "succeeded":
        raise RuntimeError(f"the run ended {found['state']}")
    return name


def _staffed_team(service: Service) -> None:
    team = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
    service.ask("POST", "/v1/teams", team)
    channel = {"slug": "whatsapp", "kind": "whatsapp", "weekly_volume": 220}
    service.ask("POST", f"{TEAM}/channels", channel)
    for number in range(12):
        member = {"name": f"Person {number}", "channels": ["whatsapp"]}
        service.ask("POST", f"{TEAM}/members", member)
    week = [1, 2, 3, 4, 5, 6, 7]
    for start, end in (("17:00", "21:00"), ("18:00", "22:00"), ("20:00", "00:00")):
        pattern = {"name": f"From {start}", "weekdays": week, "start": start, "end": end}
        service.ask("POST", f"{TEAM}/shift-patterns", {**pattern, "target": 1, "maximum": 2})


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("the service did not start")


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/rotation.db"
