"""Signed tokens (RS256) of platforms that prove their messages by one."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from api.chat.adapter import Headers, KeyOf

_LONGEST = 8_192
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
LEEWAY = 300
"""Seconds a token may be over, or not yet begun."""


@dataclass(frozen=True)
class TokenIssuer:
    """The issuer of a token, its audience, and the address of the keys."""

    keys: str
    issuer: str
    audience: str


def claims(headers: Headers, issuer: TokenIssuer, key_of: KeyOf, now: datetime) -> dict[str, Any]:
    """Return what a bearer token says; nothing for one that is not wholly right."""
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or not issuer.audience or not _is_canonical(token):
        return {}
    try:
        head = jwt.get_unverified_header(token)
        kid = head.get("kid")
        if head.get("alg") != "RS256" or not isinstance(kid, str) or len(kid) > 200:
            return {}
        key = key_of(issuer.keys, kid)
        if key is None:
            return {}
        found: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=issuer.audience,
            issuer=issuer.issuer,
            options={
                "require": ["exp", "iss", "aud"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        return found if _is_now(found, now) else {}
    except (jwt.PyJWTError, KeyError, ValueError, TypeError, RecursionError):
        return {}


def _is_canonical(token: str) -> bool:
    """Tell whether a token is written in the one way there is: some bits of its end say nothing."""
    if len(token) > _LONGEST or not _TOKEN.fullmatch(token):
        return False
    parts = (each.encode() for each in token.split("."))
    return all(
        urlsafe_b64encode(urlsafe_b64decode(each + b"=" * (-len(each) % 4))).rstrip(b"=") == each
        for each in parts
        if len(each) % 4 != 1
    )


def _is_now(found: dict[str, Any], now: datetime) -> bool:
    """Tell whether the time of a token is now, by the clock that everything else is held to."""
    at = now.timestamp()
    times: list[Any] = [found.get("exp"), found.get("nbf", 0), found.get("iat", 0)]
    if not all(isinstance(each, int | float) for each in times):
        return False
    ends, begins, made = times
    return bool(max(begins, made) - LEEWAY <= at < ends + LEEWAY)
