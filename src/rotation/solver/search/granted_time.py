"""Time as a process was given it: on a busy machine it passes more slowly than on the wall.

A solve that may take thirty seconds is to have what thirty seconds of an idle machine give. While
its threads stand waiting for a processor, its time stands still; the wall clock is only a cap.
"""

from pathlib import Path
from threading import Lock
from time import perf_counter

PATIENCE = 10.0
"""By the wall a solve may take so many times as long as it was given."""
SEEDED_PATIENCE = 10.0
"""A second of work by count takes longer on some machines; this is how much it may take."""
_EVERY = 0.05
_TINY = 1_000_000

Waits = dict[str, tuple[int, int]]


class GrantedTime:
    """The seconds that a process was given since this was made: a tenth of the wall's at least.

    Linux tells of each thread how long it ran and how long it waited for a processor
    (``schedstat``, in nanoseconds); where that cannot be read, time passes as on the wall.
    """

    def __init__(self, tasks: Path = Path("/proc/self/task")) -> None:
        """``tasks``: the folder with a folder for each thread of the process."""
        self._tasks = tasks
        self._lock = Lock()
        self._at, self._granted, self._pace = perf_counter(), 0.0, 1.0
        self._before = self._read()

    @classmethod
    def of_process(cls, process: int) -> "GrantedTime":
        """Return the time of another process."""
        return cls(Path(f"/proc/{process}/task"))

    def now(self) -> float:
        """Return the seconds given so far."""
        with self._lock:
            at = perf_counter()
            if at - self._at >= _EVERY:
                self._look(at)
            return self._granted + (at - self._at) * self._pace

    def pace(self) -> float:
        """Return how many seconds were lately given in a second on the wall: a tenth to one."""
        self.now()
        return self._pace

    def _look(self, at: float) -> None:
        after = self._read()
        ran = waited = 0
        for thread, (run, wait) in after.items():
            before = self._before.get(thread, (0, 0))
            ran, waited = ran + run - before[0], waited + wait - before[1]
        # A process whose threads all sleep waits for no processor.
        share = ran / (ran + waited) if ran + waited > _TINY else 1.0
        self._pace = min(1.0, max(share, 1 / PATIENCE))
        self._granted += (at - self._at) * self._pace
        self._at, self._before = at, after

    def _read(self) -> Waits:
        found: Waits = {}
        try:
            threads = list(self._tasks.iterdir())
        except OSError:
            return found
        for each in threads:
            try:
                ran, waited, _ = (each / "schedstat").read_text().split()
            except (OSError, ValueError):
                continue  # a thread that has just ended, or a system that does not tell
            found[each.name] = int(ran), int(waited)
        return found
