"""Microsoft Teams by an outgoing webhook: it answers whoever mentions it in a public channel."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from api.chat import activities, reading
from api.chat.adapter import (
    NOTHING,
    REFUSED,
    Headers,
    Heard,
    HookAnswer,
    Limits,
    PlatformCall,
    Proof,
)
from rotation.chat.message import ChatAccount, ChatDestination, ChatMessage, Incoming

name, refusal, repeated = "teams", REFUSED, NOTHING
limits = Limits(seconds=5, characters=4_000)
_OLDEST = timedelta(minutes=5)


def verify(proof: Proof, headers: Headers, body: bytes, now: datetime) -> bool:
    """Tell whether Teams signed a body; one that says it is older than five minutes is refused."""
    given = headers.get("authorization", "").encode(errors="replace")
    return proof.is_signed(lambda secret: _signature(secret, body), given) and not _is_old(
        body, now
    )


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return the question of a message."""
    # It has no clock of its own and is never delivered again: what comes twice is refused.
    return activities.incoming(reading.json_object(body))


def render(message: ChatMessage, _incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return the answer; an outgoing webhook has no buttons, so that words stand for them."""
    return HookAnswer(reading.json(activities.text(reading.in_words(message), limits.characters)))


def post(
    _account: ChatAccount, _to: ChatDestination, _message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Write nothing: an outgoing webhook only answers."""
    return None


def _signature(secret: bytes, body: bytes) -> bytes:
    try:
        key = base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return b"HMAC " + base64.b64encode(hmac.digest(key, body, hashlib.sha256))


def _is_old(body: bytes, now: datetime) -> bool:
    said: Any = reading.json_object(body).get("timestamp")  # Any: JSON of a stranger
    if said is None:
        return False
    try:
        at = datetime.fromisoformat(said)
    except (ValueError, TypeError):
        return True
    return abs(now - (at if at.tzinfo else at.replace(tzinfo=UTC))) > _OLDEST
