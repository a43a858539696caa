"""Snapshots of the hot reads, kept by a team's revision; the revision itself is never kept."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Kept = TypeVar("Kept")
MOST = 512


class RevisionCache(Generic[Kept]):
    """The latest answers by key; the one that was not asked for longest makes room."""

    def __init__(self, most: int = MOST, weigh: Callable[[Kept], int] = lambda _: 1) -> None:
        """Keep nothing yet, and never more than ``most``: answers, or what they weigh."""
        self._most, self._weigh, self._weight = most, weigh, 0
        self._kept: OrderedDict[object, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], Kept]) -> Kept:
        """Return the value kept under a key, made now if it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept:
                self._weight += self._weigh(made)
            self._kept[key] = made
            while self._weight > self._most and len(self._kept) > 1:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])
        return made

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()
            self._weight = 0
