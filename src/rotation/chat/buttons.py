"""Buttons of chat messages: the signed value that says what a press does. Pure.

A value is ``verb:id:expiry:mac`` in 58 bytes, within Telegram's 64. Some platforms send a button
without any proof of their own: the mac is the proof. The member is never taken from it.
"""

import binascii
import hashlib
import hmac
import re
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args
from uuid import UUID

Verb = Literal["offer", "take", "accept", "decline", "withdraw", "step_in", "cannot"]
"""What a press does: ``offer`` names a slot, ``step_in`` and ``cannot`` a search for cover, the
others a swap."""
_LETTERS: dict[str, Verb] = {
    "o": "offer",
    "t": "take",
    "a": "accept",
    "d": "decline",
    "w": "withdraw",
    "y": "step_in",
    "n": "cannot",
}
_OF: dict[Verb, str] = {verb: letter for letter, verb in _LETTERS.items()}
_VALUE = re.compile(r"([a-z]):([A-Za-z0-9_-]{22}):([0-9]{10}):([A-Za-z0-9_-]{22})", re.ASCII)
_MAC_BYTES, _WORD_CHARACTERS = 16, 6
VERBS: tuple[Verb, ...] = get_args(Verb)


@dataclass(frozen=True)
class ButtonPress:
    """The press of a button: a verb and what it is about."""

    verb: Verb
    about: UUID


def signed(key: bytes, connection: UUID, press: ButtonPress, until: datetime) -> str:
    """Return the value of a button of a connection that may be pressed until an instant."""
    head = f"{_OF[press.verb]}:{_text(press.about.bytes)}:{int(until.timestamp()):010d}"
    return f"{head}:{_mac(key, connection, head)}"


def read(key: bytes, connection: UUID, value: str, now: datetime) -> ButtonPress | None:
    """Return what a value asks for; None for one that we did not sign or whose time is over."""
    found = _VALUE.fullmatch(value)
    if found is None:
        return None
    letter, about, until, mac = found.groups()
    if not hmac.compare_digest(mac, _mac(key, connection, value[: -len(mac) - 1])):
        return None
    if letter not in _LETTERS or datetime.fromtimestamp(int(until), UTC) <= now:
        return None
    try:
        return ButtonPress(_LETTERS[letter], UUID(bytes=urlsafe_b64decode(about + "==")))
    except (ValueError, binascii.Error):
        return None


def word(key: bytes, about: UUID) -> str:
    """Return the word by which people type what a button is about, where there are no buttons.

    It names it among a team's open offers and questions, and proves nothing.
    """
    found = hmac.digest(key, b"word|" + about.bytes, hashlib.sha256)
    return b32encode(found).decode()[:_WORD_CHARACTERS]


def _mac(key: bytes, connection: UUID, head: str) -> str:
    said = f"{connection}|{head}".encode()
    return _text(hmac.digest(key, said, hashlib.sha256)[:_MAC_BYTES])


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
