"""The pulse of a run: keeps its lease, writes its progress, hears the wish to stop.

A thread of its own does it, so that neither a long silence of the solver nor a slow database
holds up the other.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.database import database_now
from rotation.errors import Unreachable
from rotation.json_value import Json
from rotation.rota.ports import LEASE, RunLease, UnitOfWork
from rotation.rota.store import runs as store

_TICK = 0.1
_BETWEEN_REPORTS = 0.25
_BETWEEN_BEATS = 4.0
_AWAY_SECONDS, _BETWEEN_TRIES = 60.0, 0.5


class RunHeartbeat:
    """Beats while a run is performed; ``lost`` when another worker has taken the run over."""

    def __init__(self, work: UnitOfWork, actor: Actor, held: RunLease, now: datetime) -> None:
        self._work, self._actor, self._held, self._now = work, actor, held, now
        self._over = threading.Event()
        self._thread = threading.Thread(
            target=self._live, name=f"pulse of run {held.run}", daemon=True
        )
        self._written: Json | None = None
        self._written_at = time.monotonic()
        self.latest: Json | None = None
        self.stopped = False
        self.lost = False

    def hear(self, progress: Json | None) -> bool:
        """Take progress of the solver, if any; tell whether it shall go on."""
        if progress is not None:
            self.latest = progress
        return not (self.stopped or self.lost)

    def persist(self, write: Callable[[Session], None]) -> None:
        """Write how the run ended, unless it is in other hands.

        A database that is away is asked again for a minute: else the run would be solved anew, or
        fail for a reason that is not true.
        """
        end = time.monotonic() + _AWAY_SECONDS
        while not self.lost:
            try:
                with self._work.unit(self._actor, self._now) as session:
                    write(session)
            except Unreachable:
                if time.monotonic() > end:
                    raise
                time.sleep(_BETWEEN_TRIES)
            else:
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _live(self) -> None:
        while not self._over.wait(_TICK) and not self.lost:
            # A database that is busy for a moment ends no run: the lease outlasts three beats.
            with suppress(Unreachable):
                self._beat()

    def _beat(self) -> None:
        with self._work.reading(self._actor) as session:
            wish = store.wish_to_stop(session, self._held.run, self._held.attempt)
        self.lost, self.stopped = wish is None, bool(wish)
        since = time.monotonic() - self._written_at
        news = self.latest is not self._written and since >= _BETWEEN_REPORTS
        if not self.lost and (news or since >= _BETWEEN_BEATS):
            self._write(self.latest)

    def _write(self, latest: Json | None) -> None:
        shown = {name: latest[name] for name in latest if name != "assignments"} if latest else None
        with self._work.unit(self._actor, self._now) as session:
            until = database_now(session) + LEASE
            values = {"progress": shown, "lease_until": until}
            self.lost = not store.change(session, self._held.run, self._held.attempt, **values)
        self._written, self._written_at = latest, time.monotonic()
