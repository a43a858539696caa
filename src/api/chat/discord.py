"""Discord: slash commands and buttons, as interactions."""

import re
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.chat import marks, reading
from api.chat.adapter import (
    NOTHING,
    REFUSED,
    Handshake,
    Headers,
    Heard,
    HookAnswer,
    Limits,
    PlatformCall,
    Proof,
)
from rotation.chat.message import ChatAccount, ChatDestination, ChatMessage, Incoming, Press

name, refusal, repeated = "discord", REFUSED, NOTHING
limits = Limits(seconds=3, characters=2_000, per_second=1.0)
TOLERANCE = 300
"""Seconds an interaction may be older or newer than our clock."""
_API = "https://discord.com/api/v10"
_PING, _COMMAND, _COMPONENT = 1, 2, 3
_SAY, _REWRITE, _ALONE = 4, 7, 64
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"[0-9a-f]{128}", re.ASCII)
_KEY = re.compile(rb"[0-9a-fA-F]{64}")
_ID = re.compile(r"[0-9]{1,20}", re.ASCII)


def verify(proof: Proof, headers: Headers, body: bytes, now: datetime) -> bool:
    """Tell whether Discord signed a body, at most five minutes from now."""
    sent = headers.get("x-signature-timestamp", "")
    signed = headers.get("x-signature-ed25519", "")
    if not _SECONDS.fullmatch(sent) or not _SIGNATURE.fullmatch(signed):
        return False
    if abs(now.timestamp() - int(sent)) > TOLERANCE:
        return False
    message = sent.encode() + body
    return any(_is_signed(each, bytes.fromhex(signed), message) for each in proof.secrets)


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return a command with its question, or the press of a button; a ping is answered."""
    found = reading.json_object(body)
    kind, data = found.get("type"), reading.part(found, "data")
    if kind == _PING:
        return Handshake(HookAnswer(b'{"type":1}'))
    user = reading.part(found, "member", "user") or reading.part(found, "user")
    if kind not in {_COMMAND, _COMPONENT} or not reading.name_of(user, "id"):
        return None
    return Incoming(
        reading.name_of(found, "id"),
        reading.name_of(user, "id"),
        reading.name_of(found, "channel_id"),
        _question(data),
        press=Press(reading.text(data, "custom_id")) if kind == _COMPONENT else None,
        locale=reading.name_of(found, "locale") or None,
        message=reading.name_of(reading.part(found, "message"), "id") or None,
        is_private=not reading.name_of(found, "guild_id"),
    )


def render(message: ChatMessage, incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return an answer to an interaction; a press rewrites what it was pressed on."""
    content = _content(message)
    kind = _REWRITE if incoming.press is not None and message.replaces else _SAY
    if kind == _REWRITE:
        content.setdefault("components", [])
    elif message.is_private:
        content["flags"] = _ALONE
    return HookAnswer(reading.json({"type": kind, "data": content}))


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, key: str
) -> PlatformCall | None:
    """Return the call that writes in a channel; the same key twice writes once, for minutes."""
    if account.token is None or not _ID.fullmatch(to.place):
        return None
    headers = {"Content-Type": "application/json", "Authorization": f"Bot {account.token}"}
    body = {**_content(message), "nonce": key[:25], "enforce_nonce": True}
    url = f"{account.server or _API}/channels/{to.place}/messages"
    return PlatformCall("POST", url, headers, reading.json(body))


def _content(message: ChatMessage) -> dict[str, Any]:
    """Return a message that mentions nobody, with every sign of Markdown escaped."""
    said = reading.fitted(marks.escaped(reading.fitted(message.text, 1_500)), limits.characters)
    content: dict[str, Any] = {"content": said, "allowed_mentions": {"parse": []}}
    if message.buttons:
        row = [
            {"type": 2, "style": 2, "label": each.label[:80], "custom_id": each.value}
            for each in message.buttons
        ]
        content["components"] = [{"type": 1, "components": row}]
    return content


def _question(data: dict[str, Any]) -> str:
    options = data.get("options")
    if not isinstance(options, list):
        return ""
    said = (reading.text(each, "value") for each in options if isinstance(each, dict))
    return next((each for each in said if each), "")


def _is_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    if not _KEY.fullmatch(key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.decode())).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
