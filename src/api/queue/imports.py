"""Fetches busy calendars: a few at a time, each read and kept for itself."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from uuid import UUID

import structlog

from api.unit_of_work import DatabaseUnitOfWork
from rotation.availability import busy, calendars
from rotation.availability.busy import BusyTime
from rotation.availability.calendars import Source
from rotation.errors import NotFound, RotationError, Stale, Unreachable
from rotation.words import Sentence

AT_ONCE = 8


@dataclass(frozen=True)
class Fetched:
    """The body found at an address, and the charset it is said to have."""

    content: bytes
    charset: str | None = None


Fetch = Callable[[str], Fetched]
"""Returns what is at an address; an error of the tree when there is nothing."""
_log = structlog.get_logger("imports")


class Imports:
    """Drains the calendars that are due by a pool of threads; a dead one holds up one thread."""

    def __init__(self, work: DatabaseUnitOfWork, fetch: Fetch) -> None:
        """Fetch by ``fetch`` what ``work`` finds due."""
        self._work, self._fetch = work, fetch

    def drain(self) -> None:
        """Fetch until nothing is due, or the process ends."""
        flying: set[Future[None]] = set()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="import") as pool:
            while not self._work.over.is_set():
                taken = self._claimed(AT_ONCE - len(flying))
                flying |= {pool.submit(self._import, *each) for each in taken}
                if not flying:
                    return
                done, flying = wait(flying, timeout=1.0, return_when=FIRST_COMPLETED)
                for each in done:
                    if error := each.exception():
                        _failed(error)

    def _claimed(self, most: int) -> list[tuple[UUID, UUID]]:
        if most == 0:
            return []
        with self._work.door("busy_calendar") as session:
            return calendars.due(session, self._work.clock(), most)

    def _import(self, organisation: UUID, calendar: UUID) -> None:
        """Fetch, read and keep one calendar; no transaction is open while it is fetched and read.

        It is due again in any case, so whatever goes wrong is made up for.
        """
        actor = self._work.service(organisation)
        try:
            with self._work.reading(actor) as session:
                source = calendars.source(session, calendar)
            found = self._read(source)
            with self._work.unit(actor, self._work.clock()) as session:
                calendars.take(session, source, found, self._work.clock())
        except (NotFound, Stale):
            return  # somebody deleted or changed it meanwhile: theirs holds

    def _read(self, source: Source) -> BusyTime | Sentence:
        """Return the busy time at an address, or why there is none."""
        try:
            got = self._fetch(source.url)
            return busy.read(got.content, source.in_zone, self._work.clock(), got.charset)
        except RotationError as error:
            return error.detail


def _failed(error: BaseException) -> None:
    if isinstance(error, Unreachable):  # of our own database: the calendar is due again
        _log.warning("waits", reason=str(error.detail))
    else:
        _log.error("bug", exc_info=error)
