"""Webhooks out, signed as Standard Webhooks say (standardwebhooks.com, symmetric signatures)."""

import base64
import hashlib
import hmac
from datetime import datetime

import msgspec

from api.clients.http import Client
from rotation.clock import Clock
from rotation.errors import Impossible, Unreachable
from rotation.notices.delivery import Answered, Message


class Webhooks:
    """Posts messages to the addresses that asked for them."""

    def __init__(self, http: Client, clock: Clock) -> None:
        """Post by a guarded client; the clock tells the receiver how old a message is."""
        self._http, self._clock = http, clock

    def send(self, message: Message) -> Answered:
        """Post a message under its id, which stays the same however often it is sent."""
        now = self._clock()
        body = msgspec.json.encode(
            {"type": message.kind, "timestamp": now.isoformat(), "data": message.payload}
        )
        signed = headers(str(message.id), now, body, message.secrets)
        try:
            reply = self._http.fetch("POST", message.address, headers=signed, body=body)
        except Unreachable as error:
            return Answered(ok=False, reply=str(error.detail))
        except Impossible as error:
            return Answered(ok=False, reply=str(error.detail), for_good=True)
        text = reply.body.decode(errors="replace").replace("\x00", "")
        retry = reply.headers.get("retry-after", "")
        return Answered(
            ok=200 <= reply.status < 300,
            code=reply.status,
            reply=text,
            retry_after=float(retry) if retry.isdigit() and len(retry) < 8 else None,
        )


def headers(message_id: str, at: datetime, body: bytes, secrets: tuple[str, ...]) -> dict[str, str]:
    """Return the headers of a signed message; while a secret is replaced it is signed by both."""
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, content) for secret in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
