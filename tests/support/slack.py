"""Slack as it calls us, signed by its own client library."""

import contextlib
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi.testclient import TestClient
from slack_sdk.signature import SignatureVerifier

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@dataclass
class Slack:
    """Slack as it sends a slash command, by its own client library."""

    http: TestClient
    path: str
    now: datetime

    def send(self, text: str, **more: Any) -> Any:
        """Send a command as Slack does."""
        fields = {"command": "/rota", "text": text, "trigger_id": str(more.get("id", text))}
        body = urlencode(fields).encode()
        return self.post(body, str(int(self.now.timestamp())))

    def post(self, body: bytes, sent: str, signed: str | None = None) -> Any:
        """Send raw bytes with a signature, by default the right one."""
        headers = {
            "X-Slack-Request-Timestamp": sent,
            "X-Slack-Signature": signature(sent, body) if signed is None else signed,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.http.post(self.path, content=body, headers=headers)


def signature(sent: str, body: bytes) -> str:
    """Return what Slack signs; its library agrees where it does not raise (text in UTF-8)."""
    message = b"v0:" + sent.encode() + b":" + body
    own = "v0=" + hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
    with contextlib.suppress(UnicodeDecodeError):
        assert own == SignatureVerifier(SECRET).generate_signature(timestamp=sent, body=body)
    return own
