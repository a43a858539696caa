"""A receiver of webhooks on this machine that keeps what it was sent."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Received:
    """One request: its headers in lower case and its body."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Return the id that tells repeats."""
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        """Return the body as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """Answers with the codes it is told, 200 when there are none left."""

    url: str = ""
    codes: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def types(self) -> list[str]:
        """Return the types of what was received, in order."""
        return [each.said["type"] for each in self.received]

    def verified(self, secret: str) -> list[Any]:
        """Return what was received, checked by an independent referee.

        The referee signs the same instead of verifying: it would ask for the time of day, and
        tests send at times of their own.
        """
        for each in self.received:
            at = datetime.fromtimestamp(int(each.headers["webhook-timestamp"]), UTC)
            signed = Webhook(secret).sign(each.id, at, each.body.decode())
            assert signed in each.headers["webhook-signature"].split(" ")
        return [each.said for each in self.received]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Yield a receiver that listens."""
    made = Receiver()

    class Takes(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.received.append(Received(headers, self.rfile.read(size)))
            self.send_response(made.codes.pop(0) if made.codes else 200)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"thanks")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Takes) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()
