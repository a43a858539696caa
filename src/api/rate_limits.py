"""Rate limits: requests a minute by API key and by address, counted here and shared by replicas.

A request is judged in memory, before its body is read. With several replicas on PostgreSQL each
adds what it counted to a table once a second and learns what the others did: together they let at
most a second's worth of requests more through. Without the database each counts for itself.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog

from rotation.errors import Unreachable

WINDOW_SECONDS = 60
SHARE_SECONDS = 1.0
MOST_NAMES = 100_000
"""Names whose requests are counted; the one that was not heard of longest is forgotten."""
Counts = Mapping[bytes, int]
Share = Callable[[int, Counts], Counts]
"""Adds the counts of a window to those of all replicas; returns the sums of the names given."""
_log = structlog.get_logger("rate_limits")


@dataclass(frozen=True)
class Quota:
    """So many requests a minute for whatever the policy counts by: a key or an address."""

    policy: str
    most: int
    name: bytes


@dataclass(frozen=True)
class Verdict:
    """The verdict of the rate limits on a request: go on or wait, and the headers of the answer."""

    is_allowed: bool
    retry_after: int
    headers: tuple[tuple[bytes, bytes], ...]


class _Count:
    """The requests of one name in one window: of all as far as known, and not yet shared."""

    __slots__ = ("known", "unshared", "window")

    def __init__(self, window: int) -> None:
        self.window, self.known, self.unshared = window, 0, 0


class RateLimits:
    """Counts requests by name in windows of a minute, which begin with those of the database."""

    def __init__(
        self,
        per_minute: int,
        share: Share | None = None,
        epoch: Callable[[], float] | None = None,
        now: Callable[[], float] = monotonic,
    ) -> None:
        """Allow so many requests a minute and key; ``epoch`` is the time of the database, in s."""
        self.per_minute = per_minute
        self._share, self._epoch, self._now, self._offset = share, epoch, now, 0.0
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._live, name="rate limits", daemon=True)

    def quotas(self, key: str | None, address: str, *, is_open: bool) -> tuple[Quota, ...]:
        """Return what a request counts against; ``is_open``: its address needs no key."""
        whole = Quota("address", 5 * self.per_minute, name_of("address", address))
        if key is not None:
            return Quota("key", self.per_minute, name_of("key", key)), whole
        if is_open:
            return (whole,)
        return Quota("stranger", self.per_minute, name_of("stranger", address)), whole

    def take(self, quotas: Sequence[Quota]) -> Verdict:
        """Count one request against its quotas; one that is refused counts as well."""
        now = self._now() + self._offset
        window = int(now // WINDOW_SECONDS)
        ends = max(1, round((window + 1) * WINDOW_SECONDS - now))
        left = []
        with self._lock:
            for quota in quotas:
                count = self._count(quota.name, window)
                count.unshared += 1
                left.append(quota.most - count.known - count.unshared)
        policy = ", ".join(f'"{each.policy}";q={each.most};w={WINDOW_SECONDS}' for each in quotas)
        state = ", ".join(
            f'"{each.policy}";r={max(0, rest)};t={ends}'
            for each, rest in zip(quotas, left, strict=True)
        )
        headers = (b"ratelimit-policy", policy.encode()), (b"ratelimit", state.encode())
        return Verdict(min(left, default=0) >= 0, ends, headers)

    def start(self) -> None:
        """Begin to share the counts, where there is somebody to share them with."""
        if self._share is not None:
            self._thread.start()

    def stop(self) -> None:
        """Share no more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(SHARE_SECONDS)

    def exchange(self) -> None:
        """Add to the database what was counted here since, and take over what all have counted.

        Without the database what was counted stays to be added.
        """
        assert self._share
        assert self._epoch
        self._offset = self._epoch() - self._now()
        window = int((self._now() + self._offset) // WINDOW_SECONDS)
        with self._lock:
            fresh = {
                name: count.unshared
                for name, count in self._counts.items()
                if count.window == window and count.unshared
            }
        if not fresh:
            return
        sums = self._share(window, fresh)
        with self._lock:
            for name, known in sums.items():
                count = self._count(name, window)
                count.known, count.unshared = known, max(0, count.unshared - fresh[name])

    def _count(self, name: bytes, window: int) -> _Count:
        count = self._counts.get(name)
        if count is None or count.window != window:
            count = self._counts[name] = _Count(window)
        self._counts.move_to_end(name)
        if len(self._counts) > MOST_NAMES:
            self._counts.popitem(last=False)
        return count

    def _live(self) -> None:
        while not self._over.is_set():
            try:
                self.exchange()
            except Unreachable as error:
                _log.warning("counts alone", reason=str(error.detail))
            except Exception:  # noqa: BLE001 - the loop of a thread: the next turn may succeed
                _log.exception("bug")
            self._over.wait(SHARE_SECONDS)


def name_of(kind: str, value: str) -> bytes:
    """Return the name under which something is counted: its digest, so that no key is kept."""
    return hashlib.sha256(f"{kind} {value}".encode()).digest()[:16]
