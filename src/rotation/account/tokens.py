"""Secrets: made once, shown once, kept as digests."""

import hashlib
import re
import secrets
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass

_KEY = re.compile(r"rk_live_([A-Za-z0-9_-]{43})([0-9a-z]{6})", re.ASCII)
_FEED = re.compile(r"rcal_[A-Za-z0-9_-]{43}", re.ASCII)
_ANSWER = re.compile(r"rans_[A-Za-z0-9_-]{43}", re.ASCII)
_CONFIRMATION = re.compile(r"rcon_[A-Za-z0-9_-]{43}", re.ASCII)
_SIGN_IN = re.compile(r"rsin_[A-Za-z0-9_-]{43}", re.ASCII)
_SESSION = re.compile(r"rses_[A-Za-z0-9_-]{43}", re.ASCII)
_WEEK = re.compile(r"rsee_[A-Za-z0-9_-]{43}", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Secret:
    """A fresh secret with what is kept of it: the first characters and the SHA-256."""

    shown: str
    prefix: str
    digest: bytes


def new_key() -> Secret:
    """Return an API key: ``rk_live_``, 256 random bits, a checksum of six characters."""
    body = _random()
    shown = f"rk_live_{body}{_checksum(body)}"
    return Secret(shown, shown[:16], digest(shown))


def new_feed_token() -> Secret:
    """Return the token of a calendar feed: ``rcal_`` and 256 random bits."""
    shown = f"rcal_{_random()}"
    return Secret(shown, shown[:13], digest(shown))


def new_answer_token() -> Secret:
    """Return the token of a link that answers one question: ``rans_`` and 256 random bits."""
    shown = f"rans_{_random()}"
    return Secret(shown, shown[:13], digest(shown))


def new_confirmation_token() -> Secret:
    """Return the token of a link that confirms a contact: ``rcon_`` and 256 random bits."""
    shown = f"rcon_{_random()}"
    return Secret(shown, shown[:13], digest(shown))


def new_sign_in_token() -> Secret:
    """Return the token of a one-time sign-in link: ``rsin_`` and 256 random bits."""
    shown = f"rsin_{_random()}"
    return Secret(shown, shown[:13], digest(shown))


def new_session_token() -> Secret:
    """Return the token of a browser session: ``rses_`` and 256 random bits."""
    shown = f"rses_{_random()}"
    return Secret(shown, shown[:13], digest(shown))


def new_week_token() -> Secret:
    """Return the token of a link that shows a week: ``rsee_`` and 256 random bits."""
    shown = f"rsee_{_random()}"
    return Secret(shown, shown[:13], digest(shown))


def new_webhook_secret() -> str:
    """Return a signing secret in the form of Standard Webhooks: ``whsec_`` and 32 bytes."""
    from_bytes = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return "whsec_" + from_bytes.translate(str.maketrans("-_", "+/"))


def digest(secret: str) -> bytes:
    """Return the digest of a secret, which is stored; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def is_key(text: str) -> bool:
    """Tell whether a text can be an API key at all, before the database is asked."""
    found = _KEY.fullmatch(text)
    return found is not None and found[2] == _checksum(found[1])


def is_feed_token(text: str) -> bool:
    """Tell whether a text can be a feed token at all."""
    return bool(_FEED.fullmatch(text))


def is_answer_token(text: str) -> bool:
    """Tell whether a text can be the token of an answer link at all."""
    return bool(_ANSWER.fullmatch(text))


def is_confirmation_token(text: str) -> bool:
    """Tell whether a text can be the token of a confirmation link at all."""
    return bool(_CONFIRMATION.fullmatch(text))


def is_sign_in_token(text: str) -> bool:
    """Tell whether a text can be the token of a sign-in link at all."""
    return bool(_SIGN_IN.fullmatch(text))


def is_session_token(text: str) -> bool:
    """Tell whether a text can be the token of a browser session at all."""
    return bool(_SESSION.fullmatch(text))


def is_week_token(text: str) -> bool:
    """Tell whether a text can be the token of a link that shows a week at all."""
    return bool(_WEEK.fullmatch(text))


def _random() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def _checksum(body: str) -> str:
    rest, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 36)
        digits = _DIGITS[digit] + digits
    return digits
