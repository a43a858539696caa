"""A real Matrix homeserver: Synapse from PyPI, on loopback, with one application service."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from support.live_server import until

PEER = "matrix-synapse==1.163.2"
NAME = "example.test"
_CONFIG = """
server_name: {name}
report_stats: false
suppress_key_server_warning: true
trusted_key_servers: []
signing_key_path: {folder}/signing.key
media_store_path: {folder}/media
registration_shared_secret: shared
enable_registration: true
enable_registration_without_verification: true
database: {{name: sqlite3, args: {{database: {folder}/homeserver.db}}}}
listeners:
  - {{port: {port}, type: http, bind_addresses: [127.0.0.1], resources: [{{names: [client]}}]}}
app_service_config_files: [{folder}/registration.yaml]
"""


@dataclass
class Synapse:
    """A homeserver in a folder; its people are who ``signed_up``."""

    folder: Path
    port: int
    python: Path
    tokens: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @classmethod
    def installed(cls, folder: Path, port: int) -> Self:
        """Return a homeserver that does not run yet; it is installed first.

        ``ROTATION_PEERS`` names a virtual environment that has it already.
        """
        there = os.environ.get("ROTATION_PEERS")
        where = Path(there) if there else folder / "peers"
        if there is None:
            subprocess.run([sys.executable, "-m", "venv", str(where)], check=True)
            words = [str(where / "bin/python"), "-m", "pip", "install", "--quiet", PEER]
            subprocess.run(words, check=True)
        return cls(folder, port, where / "bin/python")

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, registration: dict[str, Any]) -> None:
        """Serve with an application service; wait until it answers."""
        config = self.folder / "homeserver.yaml"
        config.write_text(_CONFIG.format(name=NAME, folder=self.folder, port=self.port))
        (self.folder / "registration.yaml").write_text(json.dumps(registration))  # YAML holds JSON
        words = [str(self.python), "-m", "synapse.app.homeserver", "-c", str(config)]
        subprocess.run([*words, "--generate-keys"], cwd=self.folder, check=True)
        with (self.folder / "synapse.log").open("ab") as log:
            self._process = subprocess.Popen(words, cwd=self.folder, stdout=log, stderr=log)
        until(self._answers, 120)

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)

    def sign_up(self, name: str) -> None:
        """Make an account."""
        body = {"username": name, "password": "x" * 12, "auth": {"type": "m.login.dummy"}}
        made = httpx.post(f"{self.url}/_matrix/client/v3/register", json=body, timeout=60)
        self.tokens[name] = made.raise_for_status().json()["access_token"]

    def ask(self, name: str, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Send a request of somebody to the API of clients; it has to succeed."""
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        address = f"{self.url}/_matrix/client/v3/{path}"
        answer = httpx.request(method, address, headers=headers, timeout=60, **more)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def say(self, name: str, room: str, text: str, txn: str) -> None:
        """Write a message in a room."""
        content = {"msgtype": "m.text", "body": text}
        self.ask(name, "PUT", f"rooms/{room}/send/m.room.message/{txn}", json=content)

    def notices(self, name: str, room: str) -> list[str]:
        """Return what bots have written in a room, the oldest first."""
        found = self.ask(name, "GET", f"rooms/{room}/messages", params={"dir": "b", "limit": 100})
        said = [each["content"] for each in found["chunk"] if each["type"] == "m.room.message"]
        return [each["body"] for each in reversed(said) if each["msgtype"] == "m.notice"]

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, (self.folder / "synapse.log").read_text()[-3_000:]
        try:
            return httpx.get(f"{self.url}/_matrix/client/versions", timeout=5).is_success
        except httpx.TransportError:
            return False
