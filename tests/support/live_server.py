"""A real ``rotation serve`` for acceptance tests: started, asked, stopped, killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx


@dataclass
class Server:
    """One service on a database, on a free port of this machine."""

    url: str
    folder: Path
    key: str = ""
    port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @classmethod
    def fresh(cls, url: str, folder: Path) -> Self:
        """Return a server of a new organisation; it does not run yet."""
        made = cls(url, folder)
        done = made.command("init", "--organization", "Nord")
        made.key = done.stdout.decode().splitlines()[-1]
        return made

    def command(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command of ``rotation`` on the database; it has to succeed."""
        return subprocess.run(
            self._words(*words),
            env=self._environment(),
            cwd=self.folder,
            capture_output=True,
            check=True,
        )

    def start(self) -> None:
        """Start to serve and wait until it is ready."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = self._words("serve", "--port", str(self.port))
        with (self.folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                words, env=self._environment(), cwd=self.folder, stdout=log, stderr=log
            )
        until(self._answers, 60)

    @property
    def pid(self) -> int:
        """Return the id of its process."""
        assert self._process
        return self._process.pid

    def kill(self) -> None:
        """Kill it with SIGKILL, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Stop it as an operator would; return the exit code."""
        return self._end(signal.SIGTERM)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request with the owner key."""
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        address = f"http://127.0.0.1:{self.port}{path}"
        # Plain HTTP alone: nobody's certificates are read for it.
        return httpx.request(method, address, headers=headers, timeout=90, verify=False, **more)  # noqa: S501

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST a body, which has to succeed."""
        answer = self.ask("POST", path, json=body)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def get(self, path: str) -> dict[str, Any]:
        """GET an address, which has to succeed."""
        answer = self.ask("GET", path)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _words(self, *words: str) -> list[str]:
        return [sys.executable, "-c", "from api.cli.main import main; main()", *words]

    def _environment(self) -> dict[str, str]:
        ours = {"ROTATION_DATABASE_URL": self.url, "ROTATION_ALLOW_PRIVATE_DESTINATIONS": "1"}
        return {**os.environ, **ours, "ROTATION_BASE_URL": f"http://127.0.0.1:{self.port}"}

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, (self.folder / "serve.log").read_text()
        try:
            return self.ask("GET", "/readyz").is_success
        except httpx.TransportError:
            return False

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        code = self._process.wait(timeout=15)
        self._process = None
        return code


def until(done: Any, seconds: float) -> None:
    """Wait until ``done()`` is true; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
