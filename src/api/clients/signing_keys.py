"""Public keys of platforms that sign tokens: fetched, kept for a day, never from a token's word."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import jwt
import msgspec

from api.clients.http import Client
from rotation.errors import RotationError

KEPT_SECONDS = 24 * 3600.0
AGAIN_SECONDS = 300.0
"""How soon a set is fetched again for an id that it did not have, whoever asks."""
_NONE: Mapping[str, str] = MappingProxyType({})
_MALFORMED = ValueError, TypeError, AttributeError, KeyError, RecursionError
"""What reading something raises that is no set of keys."""


@dataclass
class _KeySet:
    """The keys of one address by id, and when they were fetched."""

    at: float
    keys: dict[str, Any] = field(default_factory=dict)  # Any: keys of PyJWT
    lock: threading.Lock = field(default_factory=threading.Lock)


class SigningKeys:
    """Finds keys by address and id; may be used by many threads at once."""

    def __init__(
        self,
        http: Client,
        now: Callable[[], float] = time.monotonic,
        elsewhere: Mapping[str, str] = _NONE,
    ) -> None:
        """Fetch by a guarded client; ``elsewhere`` says which addresses stand for others."""
        self._http, self._now, self._elsewhere = http, now, elsewhere
        self._sets: dict[str, _KeySet] = {}
        self._lock = threading.Lock()

    def find(self, address: str, key_id: str) -> Any | None:  # Any: a key of PyJWT
        """Return the key of an id, or None; a set is fetched by one caller while others wait."""
        with self._lock:
            found = self._sets.setdefault(address, _KeySet(float("-inf")))
        with found.lock:
            age = self._now() - found.at
            if age > KEPT_SECONDS or (key_id not in found.keys and age > AGAIN_SECONDS):
                found.at = self._now()
                found.keys = self._fetched(address) or found.keys
            return found.keys.get(key_id)

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            reply = self._http.fetch("GET", self._elsewhere.get(address, address))
            listed = msgspec.json.decode(reply.body) if reply.status == 200 else {}
            made = jwt.PyJWKSet.from_dict(listed)
        except (RotationError, jwt.PyJWTError, *_MALFORMED):
            return {}
        return {each.key_id: each.key for each in made.keys if each.key_id}
