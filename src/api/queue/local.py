"""The queue of one machine: a thread that claims runs and performs them one at a time."""

import threading
from collections.abc import Callable
from uuid import UUID

import structlog

from rotation.errors import Unreachable

_LONGEST_SECONDS = 60.0
"""A look is never left out for longer, whether or not anybody wakes us."""
_log = structlog.get_logger("queue")
Claim = Callable[[], tuple[UUID, UUID] | None]
Perform = Callable[[UUID, UUID], None]


class RunThread:
    """Performs what waits, when it is woken: somebody has queued a run, or written anything."""

    def __init__(self, claim: Claim, perform: Perform) -> None:
        """Take runs by ``claim`` and carry each out by ``perform``."""
        self._claim, self._perform = claim, perform
        self._woken, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._live, name="runs", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def stop(self, seconds: float) -> None:
        """Look no more; wait so long for a run that is going on."""
        self._over.set()
        self._woken.set()
        self._thread.join(seconds)

    def _live(self) -> None:
        while not self._over.is_set():
            self._woken.wait(_LONGEST_SECONDS)
            self._woken.clear()
            try:
                while not self._over.is_set() and (taken := self._claim()) is not None:
                    self._perform(*taken)
            except Unreachable as error:
                _log.warning("waits", reason=str(error.detail))
            except Exception:  # noqa: BLE001 - the job loop
                # A bug in one run must not end the queue: its lease runs out and it is failed.
                _log.exception("bug")
