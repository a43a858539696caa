"""Admission: who may send what, decided by the head of a request, before its body is read.

The key is looked up first where a body is to come: nothing of a stranger's is kept in memory. The
rate limits count before that. What is only remembered (when a key was last used) is written after
the answer, and by nobody who would have to wait for it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from starlette.types import Scope

from api.connections import address_of
from api.rate_limits import RateLimits
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import keys, tokens
from rotation.account.access import Actor
from rotation.errors import NotSignedIn, TooMuch, Unreachable

OPEN = ("/ical/", "/hooks/", "/answer/", "/confirm/")
"""Addresses that need no key: they carry a secret of their own."""
UNCOUNTED = frozenset({"/healthz", "/readyz", "/metrics", "/robots.txt"})
Headers = Sequence[tuple[bytes, bytes]]
Stamp = Callable[[], None]
Lookup = Callable[[], tuple[Actor, bool]]


@dataclass(frozen=True)
class Gate:
    """The counts of requests, and the keys in the database, by which requests are admitted."""

    work: Callable[[], DatabaseUnitOfWork]
    limits: RateLimits

    def count(self, scope: Scope) -> Headers:
        """Count a request; return the headers that tell what is left. TooMuch when nothing is."""
        path = scope["path"]
        if path in UNCOUNTED:
            return ()
        client, shown = scope.get("client"), bearer(scope)
        key = shown if shown and tokens.is_key(shown) else None
        address = address_of(client[0] if client else "")
        quotas = self.limits.quotas(key, address, is_open=path.startswith(OPEN))
        verdict = self.limits.take(quotas)
        if not verdict.is_allowed:
            raise TooMany(verdict.headers, verdict.retry_after)
        return verdict.headers

    def lookup(self, scope: Scope) -> Lookup | None:
        """Return the look-up of the key of a request that brings a body, None without a body.

        NotSignedIn, here or from the look-up, without a valid key.
        """
        if not scope["path"].startswith("/v1/") or not brings_body(scope):
            return None
        shown = bearer(scope)
        if not shown:
            raise NotSignedIn("Send an API key as a bearer token.")
        work = self.work()
        return partial(keys.actor_of, work.database, shown, work.clock())


class TooMany(TooMuch):
    """Too much at once."""

    def __init__(self, headers: Headers, retry_after: int) -> None:
        """Say when it may be tried again, and what was counted."""
        super().__init__(
            "Too many requests in a minute.", extra={"retry_after": max(1, retry_after)}
        )
        self.headers = headers


def bearer(scope: Scope) -> str | None:
    """Return the key that a request shows, or None."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, shown = value.decode("latin-1").partition(" ")
            return shown.strip() or None if kind.lower() == "bearer" else None
    return None


def brings_body(scope: Scope) -> bool:
    """Tell whether a body follows the head."""
    for name, value in scope["headers"]:
        if name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0 ")):
            return True
    return False


def after_answer(scope: Scope, stamp: Stamp) -> None:
    """Have something remembered once the answer is out; it may be left out."""
    scope["state"].setdefault("stamps", []).append(stamp)


def written_stamp(write: Stamp) -> None:
    """Write what is to be remembered, or leave it: the next use is remembered then."""
    with suppress(Unreachable):
        write()
