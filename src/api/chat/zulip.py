"""Zulip: an outgoing webhook, which sends what mentions its bot or is written to it alone."""

import base64
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from api.chat import marks, reading
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

name, refusal, repeated = "zulip", REFUSED, NOTHING
limits = Limits(seconds=10, characters=10_000, per_second=1.0)
_MENTION = re.compile(r"@\*\*[^*]{1,200}\*\*")


def verify(proof: Proof, _headers: Headers, body: bytes, _now: datetime) -> bool:
    """Tell whether a server shows the token of our bot."""
    return proof.is_shown(reading.text(reading.json_object(body), "token"))


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return the question of a message."""
    found = reading.json_object(body)
    message = reading.part(found, "message")
    user, own = reading.name_of(message, "sender_id"), reading.text(found, "bot_email")
    if not user or (own and reading.text(message, "sender_email") == own):
        return None
    is_private = message.get("type") in {"private", "direct"}
    place = f"user:{user}" if is_private else f"stream:{reading.name_of(message, 'stream_id')}"
    return Incoming(
        reading.name_of(message, "id"),
        user,
        place,
        _MENTION.sub(" ", reading.text(found, "data")).strip(),
        thread=None if is_private else reading.name_of(message, "subject") or None,
        is_private=is_private,
        is_retried=True,
    )


def render(message: ChatMessage, _incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return the answer, which Zulip writes where the question stands."""
    return HookAnswer(reading.json({"content": _content(message)}))


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Return the call that writes to a stream, in a topic, or to somebody alone."""
    kind, _, number = to.place.partition(":")
    if not (account.token and account.server and account.account and number.isdigit()):
        return None
    fields: dict[str, Any] = {"type": "direct", "to": f"[{number}]"}
    if kind == "stream":
        fields = {"type": "stream", "to": number, "topic": to.thread or "Rota"}
    fields["content"] = _content(message)
    signed = base64.b64encode(f"{account.account}:{account.token}".encode()).decode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": f"Basic {signed}",
    }
    url = f"{account.server}/api/v1/messages"
    return PlatformCall("POST", url, headers, urlencode(fields).encode())


def _content(message: ChatMessage) -> str:
    return reading.fitted(marks.alike(reading.in_words(message)), limits.characters)
