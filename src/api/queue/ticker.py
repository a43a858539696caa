"""The ticker: wakes jobs when they may have something to do.

What is due next can only change when somebody writes. So once a second the database is asked one
cheap question, whether anybody has; a job looks when that is so, when something is due, and once a
minute whatever clocks do. An idle service does next to nothing.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from api.queue.ticks import Ticks
from api.unit_of_work import DatabaseUnitOfWork
from rotation.database import Database, database_now
from rotation.errors import Unreachable

LONGEST_SECONDS = 60.0
_LOOK_SECONDS = 1.0
_PAUSES = (0.2, 1.0)
"""Seconds before a job that found the database busy looks again, and once more."""
_log = structlog.get_logger("worker")


@dataclass(frozen=True)
class BoundJob:
    """A job with its context: what it does, how often at most, and when something is due next.

    ``next_due`` is asked at a ``door`` of the database; see ``DatabaseUnitOfWork.door``.
    """

    name: str
    every: timedelta
    run: Callable[[], None]
    door: str
    next_due: Callable[[Session], datetime | None]


class Ticker:
    """Runs each job by itself in a thread; a job that takes long holds up no other."""

    def __init__(self, work: DatabaseUnitOfWork, jobs: Iterable[BoundJob], ticks: Ticks) -> None:
        """Look until ``work`` is over, and wake it whenever somebody has written."""
        self._database, self._over, self._wake = work.database, work.over, work.wake
        self._ticks = ticks
        self._waits = [JobWait(each) for each in jobs]
        self._pool = ThreadPoolExecutor(len(self._waits), thread_name_prefix="job")
        self._mark: object = None

    def start(self) -> None:
        """Begin to look."""
        threading.Thread(target=self._live, name="ticker", daemon=True).start()

    def _live(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self.look(time.monotonic())
        self._pool.shutdown(wait=False)

    def look(self, now: float) -> None:
        """Start the jobs that may have something to do."""
        try:
            mark = self._database.change_mark()
        except Unreachable:
            mark = object()  # the jobs find out, and say so
        if mark != self._mark:
            self._wake()
        self._mark = mark
        for each in self._waits:
            if each.is_over(mark, now):
                each.is_running = True
                self._pool.submit(self.run, each, mark)
            elif not each.is_running:
                self._ticks.end(each.job.name)  # it has nothing to do, which is in time

    def look_now(self) -> None:
        """Let every job look at the next turn, whatever it waits for."""
        for each in self._waits:
            each.cut_short()

    def run(self, wait: "JobWait", mark: object) -> None:
        """Let a job look; a database that is busy is tried again, and a tick that is given up told.

        The next tick finds the same things due.
        """
        self._ticks.begin(wait.job.name)
        try:
            for pause in (*_PAUSES, None):
                try:
                    wait.job.run()
                    wait.begin(self._database, mark)
                except Unreachable as error:
                    if pause is None:
                        _log.warning("gave up a tick", job=wait.job.name, reason=str(error.detail))
                    elif self._over.wait(pause):
                        return
                else:
                    return
        except Exception:  # noqa: BLE001 - the job loop
            _log.exception("bug", job=wait.job.name)
        finally:
            wait.earliest = time.monotonic() + wait.job.every.total_seconds()
            wait.is_running = False
            self._ticks.end(wait.job.name)


class JobWait:
    """The wait of a job: from its last look to the next."""

    def __init__(self, job: BoundJob) -> None:
        """Look for the first time when the interval of the job is over."""
        self.job, self.is_running = job, False
        self.earliest = time.monotonic() + job.every.total_seconds()
        self._mark: object = None
        self._due_at = 0.0

    def is_over(self, mark: object, now: float) -> bool:
        """Tell whether to look now, as the database stands."""
        if self.is_running or now < self.earliest:
            return False
        return mark != self._mark or now >= self._due_at

    def cut_short(self) -> None:
        """Wait no more."""
        self.earliest, self._due_at, self._mark = 0.0, 0.0, None

    def begin(self, database: Database, mark: object) -> None:
        """Wait for what is due next, or for what has been written since the database stood so."""
        with database.session(None, door=self.job.door) as session:
            due = self.job.next_due(session)
            left = (due - database_now(session)).total_seconds() if due else LONGEST_SECONDS
        self._due_at = time.monotonic() + min(max(left, 0.0), LONGEST_SECONDS)
        self._mark = mark
