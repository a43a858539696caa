"""Webhooks out, signed as Standard Webhooks say (standardwebhooks.com, symmetric signatures)."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec

from api.clients.http import Client
from rotation.errors import Impossible, Unreachable
from rotation.notices.delivery import Answered
from rotation.notices.outgoing import OutgoingMessage


class Webhooks:
    """Posts messages to the addresses that asked for them."""

    def __init__(self, http: Client) -> None:
        """Post by a guarded client."""
        self._http = http

    def send(self, message: OutgoingMessage) -> Answered:
        """Post a message under its id, which stays the same however often it is sent."""
        at = message.at
        happened = (message.happened_at or at).isoformat()
        body = msgspec.json.encode(
            {"type": message.kind, "timestamp": happened, "data": message.payload}
        )
        signed = headers(str(message.id), at, body, message.secrets)
        try:
            reply = self._http.fetch("POST", message.address, headers=signed, body=body)
        except Unreachable as error:
            return Answered(ok=False, reply=str(error.detail))
        except Impossible as error:
            return Answered(ok=False, reply=str(error.detail), for_good=True)
        text = reply.body.decode(errors="replace")
        return Answered(
            ok=200 <= reply.status < 300,
            code=reply.status,
            reply=text,
            retry_after=seconds(reply.headers.get("retry-after", ""), at),
        )


def seconds(wish: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After, a number or a date; None when it says neither."""
    if wish.isascii() and wish.isdigit():
        return float(wish[:9])
    try:
        at = parsedate_to_datetime(wish)
    except (ValueError, TypeError, IndexError):
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())


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
