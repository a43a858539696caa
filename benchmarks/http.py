"""CPU per request of the hot answers, beside a bare route served by the same process.

``python -m benchmarks.http [--requests N] [--database URL]`` serves the application with one
extra route that returns a constant (a plain ``def`` behind the same middleware), publishes a rota
of 1,000 shifts, asks each address N times over one kept connection (the rota, which is audited
anew, N / 20 times) in six rounds, and prints the CPU time of the serving process per request in the
round that others on the machine disturbed least, and its ratio to the bare route.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.rota_of_1000 import Tour

GOALS = {"on-duty": 3.0, "feed 304": 2.0, "feed 200": 4.0, "rota": None}
ROUNDS = 6
TICK = 1 / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(url: str, *command: str) -> Iterator[tuple[int, int]]:
    """Yield (port, process id) of a server on the database: a command that takes its port last."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "ROTATION_DATABASE_URL": url, "ROTATION_LOG_LEVEL": "warning"}
    command = command or (sys.executable, "-m", "benchmarks.bare_server")
    with subprocess.Popen([*command, str(port)], env=environment) as process:
        try:
            _until_ready(port)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(timeout=15)


def _until_ready(port: int) -> None:
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


class Client:
    """One kept connection that sends the same request again and again."""

    def __init__(self, port: int) -> None:
        """Connect to a port of this machine."""
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.headers: dict[bytes, bytes] = {}

    def ask(self, request: bytes) -> tuple[int, int]:
        """Send a request and return (status, bytes of the body)."""
        self.socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.socket.recv(65536)
        head, _, body = received.partition(b"\r\n\r\n")
        lines = (line.partition(b": ") for line in head.split(b"\r\n")[1:])
        self.headers = {name.lower(): value for name, _, value in lines}
        status, length = int(head.split(b" ")[1]), int(self.headers.get(b"content-length", b"0"))
        while len(body) < length and status != 304:
            body += self.socket.recv(65536)
        return status, len(body)


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def micros(client: Client, pid: int, request: bytes, count: int) -> tuple[float, int, int]:
    """Return (CPU µs of the server per request, status, bytes)."""
    for _ in range(min(count, 50)):
        status, size = client.ask(request)
    before = cpu_seconds(pid)
    for _ in range(count):
        client.ask(request)
    return 1e6 * (cpu_seconds(pid) - before) / count, status, size


def main() -> None:
    """Measure and print one JSON line per address."""
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=3000)
    options.add_argument("--database", default="")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/http.db"
        tour = Tour.prepared(url)
        with serving(url) as (port, pid):
            client = Client(port)
            client.ask(tour.feed("team"))
            asked = dict(tour.requests(client.headers[b"etag"]))
            seen: dict[str, list[tuple[float, int, int]]] = {name: [] for name in asked}
            for _ in range(ROUNDS):
                for name, request in asked.items():
                    count = max(1, given.requests // ROUNDS // (20 if name == "rota" else 1))
                    seen[name].append(micros(client, pid, request, count))
            bare = min(seen["bare"])[0]
            for name, found in seen.items():
                cost, status, size = min(found)
                line = {
                    "what": name,
                    "status": status,
                    "bytes": size,
                    "cpu_us": round(cost),
                    "ratio": round(cost / bare, 2),
                    "goal": GOALS.get(name),
                    "most_us": round(max(found)[0]),
                    "database": url.split(":")[0],
                }
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
