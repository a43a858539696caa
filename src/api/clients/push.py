"""Messages to browsers (web push): encrypted for the device, sent through its push service."""

import os
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from api.clients import push_encryption
from api.clients.http import Client
from api.clients.push_encryption import decoded
from api.clients.webhooks import seconds
from rotation.errors import Impossible, Unreachable
from rotation.notices import sentences
from rotation.notices.delivery import GONE, Answered
from rotation.notices.outgoing import OutgoingMessage
from rotation.timespan import zone
from rotation.words import is_printable

_USUAL = timedelta(hours=4)
_LONGEST = timedelta(hours=24)
_MOST_TITLE = 100
HOLDS = timedelta(hours=12)
"""How long a proof of origin holds; push services take 24 hours at most."""
_QUESTIONS = frozenset({"cover.asked", "swap.offered"})


class Push:
    """Sends messages to devices that members have opted in."""

    def __init__(self, http: Client, contact: str, base_url: str) -> None:
        """Send by a guarded client; ``contact`` is whom a push service may write to."""
        self._http, self._contact, self._base_url = http, contact, base_url.rstrip("/")

    def send(self, message: OutgoingMessage) -> Answered:
        """Send a message; a device that is gone answers as one that wants nothing any more."""
        try:
            browser, secret, own = map(decoded, message.secrets[0].split("."))
            sealed = push_encryption.encrypted(
                _fitting(self._shown(message)),
                (browser, secret),
                os.urandom(16),
                ec.generate_private_key(push_encryption.CURVE),
            )
            key = push_encryption.private_key(own)
            shown_proof = proof(message.address, self._contact, key, message.at)
        except (ValueError, IndexError):
            return Answered(ok=False, reply="the device has no keys", for_good=True)
        headers = {
            "Authorization": shown_proof,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_seconds_left(message)),
            # A repeat takes the place of the first.
            "Topic": message.id.hex,
            "Urgency": "high" if message.kind in _QUESTIONS else "normal",
        }
        try:
            reply = self._http.fetch("POST", message.address, headers=headers, body=sealed)
        except Unreachable as error:
            return Answered(ok=False, reply=str(error.detail))
        except Impossible as error:
            return Answered(ok=False, reply=str(error.detail), for_good=True)
        wait = seconds(reply.headers.get("retry-after", ""), message.at)
        text = reply.body.decode(errors="replace")
        code = GONE if reply.status == 404 else reply.status
        # 400, 401, 403, 413: the same again would be refused again.
        final = 400 <= code < 500 and code not in {408, 429}
        return Answered(200 <= code < 300, code, text, for_good=final, retry_after=wait)

    def _shown(self, message: OutgoingMessage) -> dict[str, Any]:
        """Return what the device shows: a title, some lines, where a tap leads."""
        there = zone(message.timezone)

        def said(each: Any) -> str:  # Any: a Sentence
            text: str = each.said_in(message.language, there)
            return "".join(one if is_printable(one) or one == "\n" else " " for one in text)

        # The link to answer by is what a tap opens; it is not shown.
        told = {key: value for key, value in message.payload.items() if key != "answer_url"}
        subject = sentences.subject(message.kind, told, message.at)
        lines = sentences.body(message.kind, told, message.timezone)
        return {
            "title": said(subject)[:_MOST_TITLE],
            "body": "\n".join(map(said, lines)),
            "url": message.payload.get("answer_url") or f"{self._base_url}/me/shifts",
            "tag": message.id.hex,
            "language": message.language,
        }


def _fitting(shown: dict[str, Any]) -> bytes:
    """Return what is shown as JSON, its lines cut off where a push service takes no more."""
    over = len(msgspec.json.encode(shown)) - push_encryption.MOST_BYTES
    while over > 0 and shown["body"]:
        shown = {**shown, "body": shown["body"][: max(0, len(shown["body"]) - over)]}
        over = len(msgspec.json.encode(shown)) - push_encryption.MOST_BYTES
    return msgspec.json.encode(shown)


def _seconds_left(message: OutgoingMessage) -> int:
    """Return how long a push service keeps a message for a device that is off."""
    starts = message.payload.get("starts_at")
    left = datetime.fromisoformat(starts) - message.at if starts else _USUAL
    return max(60, int(min(left, _LONGEST).total_seconds()))


def proof(endpoint: str, contact: str, own: ec.EllipticCurvePrivateKey, now: datetime) -> str:
    """Return the Authorization by which a push service knows who sends (VAPID, RFC 8292)."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + HOLDS).timestamp()),
        "sub": contact,
    }
    token = jwt.encode(claims, own, algorithm="ES256")
    return f"vapid t={token}, k={push_encryption.encoded(push_encryption.public_bytes(own))}"
