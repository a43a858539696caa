"""Ticks: when each job last began, by a clock that nobody sets, and whether the other one was set.

The ticker reckons by the time of day. When the host's clock is set back, its next turn lies in the
future by as much, and nothing would be sent or planned until then.
"""

import threading
from collections.abc import Callable, Mapping
from time import monotonic

from rotation.clock import Clock

_SLACK_SECONDS = 60.0
_SET_SECONDS = 2.0


class Ticks:
    """Jobs by name: how often they are to begin, when they began last, whether they are at it."""

    def __init__(
        self, every: Mapping[str, float], clock: Clock, now: Callable[[], float] = monotonic
    ) -> None:
        """Watch jobs by their interval in seconds; all begin now."""
        self._every, self._clock, self._now = dict(every), clock, now
        self._began = dict.fromkeys(self._every, now())
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._apart = self._difference()

    def begin(self, name: str) -> None:
        """Note that a job begins."""
        with self._lock:
            self._began[name] = self._now()
            self._running.add(name)

    def end(self, name: str) -> None:
        """Note that a job has ended; it was in time until now."""
        with self._lock:
            self._began[name] = self._now()
            self._running.discard(name)

    def late(self) -> list[str]:
        """Return the jobs that are not running and should have begun a minute ago at least."""
        now = self._now()
        with self._lock:
            return sorted(
                name
                for name, every in self._every.items()
                if name not in self._running and now - self._began[name] > every + _SLACK_SECONDS
            )

    def clock_was_set(self) -> float:
        """Return by how many seconds the host's clock was set since this was asked; else 0."""
        apart, before = self._difference(), self._apart
        self._apart = apart
        return apart - before if abs(apart - before) > _SET_SECONDS else 0.0

    def _difference(self) -> float:
        return self._clock().timestamp() - self._now()
