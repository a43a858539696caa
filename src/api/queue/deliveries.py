"""Sends what is due: as many at a time as may be under way, marked as the answers come."""

import queue
import random
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from api.unit_of_work import DatabaseUnitOfWork
from rotation.errors import Unreachable
from rotation.notices import delivery, outgoing
from rotation.notices.delivery import MOST, Answered, Sender
from rotation.notices.outgoing import OutgoingMessage, Prepared

_TOGETHER_SECONDS = 0.05
_CLAIM_AT = 8
"""How many have to be free before more are claimed: a claim for each costs more than it gives."""
_LAST_SECONDS = 3.0
"""How long answers are waited for that are still to come when the process ends."""
_AWAY_SECONDS, _PAUSE_SECONDS = 15.0, 0.5
_log = structlog.get_logger("deliveries")
Sent = tuple[UUID, OutgoingMessage]
Ended = tuple[UUID, OutgoingMessage, Answered]


class Deliveries:
    """Drains the outbox by threads; ``over`` ends it between two messages."""

    def __init__(self, work: DatabaseUnitOfWork, sender: Sender, over: threading.Event) -> None:
        """Send by ``sender`` what ``work`` finds due, until ``over``."""
        # What is marked here queues no run: nobody needs to be woken for it.
        self._work, self._sender, self._over = replace(work, wake=lambda: None), sender, over
        self._chance = random.Random()  # noqa: S311 - spreads retries, guards nothing
        self._out: queue.SimpleQueue[Sent | None] = queue.SimpleQueue()
        self._back: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        self._flying, self._threads = 0, 0

    def drain(self) -> None:
        """Send until nothing is due."""
        try:
            self._drain()
        finally:
            for _ in range(self._threads):
                self._out.put(None)
            self._threads = 0

    def _drain(self) -> None:
        claimed_at, count = 0.0, 1
        while not self._over.is_set():
            free, waited = MOST - self._flying, time.monotonic() - claimed_at
            if free >= _CLAIM_AT or (free and waited > _TOGETHER_SECONDS):
                count, claimed_at = self._claim(free), time.monotonic()
            if not count and not self._flying:
                return
            self._mark(self._gathered(_TOGETHER_SECONDS if count else 1.0))
        end = time.monotonic() + _LAST_SECONDS
        while self._flying and time.monotonic() < end:
            self._mark(self._gathered(end - time.monotonic()))

    def _claim(self, most: int) -> int:
        """Take what can be sent now, hand it to the threads, and return how much was due."""
        with self._work.door("notice") as session:
            now, taken = delivery.claim(session, most)
        by_organisation: dict[UUID, list[UUID]] = defaultdict(list)
        for organisation, notice in taken:
            by_organisation[organisation].append(notice)
        for organisation, ids in by_organisation.items():
            with self._work.reading(self._work.service(organisation)) as session:
                found = outgoing.prepared(session, ids, now)
            self._hand_out(organisation, found)
        return len(taken)

    def _hand_out(self, organisation: UUID, found: Prepared) -> None:
        if found.aside or found.probed:
            with self._unit(organisation) as session:
                delivery.set_aside(session, found)
        for message in found.messages:
            self._flying += 1
            self._out.put((organisation, message))
            if self._threads < self._flying:  # as many as are needed, most often none
                # Daemons: a receiver that takes its time must not keep the process from ending.
                name = f"send-{self._threads}"
                threading.Thread(target=self._carry, name=name, daemon=True).start()
                self._threads += 1

    def _gathered(self, seconds: float) -> list[Ended]:
        """Wait so long for an answer, then a moment for more to be marked with it."""
        found: list[Ended] = []
        end = time.monotonic() + seconds
        while self._flying:
            try:
                found.append(self._back.get(timeout=max(0.0, end - time.monotonic())))
            except queue.Empty:
                break
            self._flying -= 1
            if len(found) == 1:
                end = time.monotonic() + _TOGETHER_SECONDS
        return found

    def _mark(self, done: Sequence[Ended]) -> None:
        by_organisation: dict[UUID, list[tuple[OutgoingMessage, Answered]]] = defaultdict(list)
        for organisation, message, answer in done:
            by_organisation[organisation].append((message, answer))
        for organisation, ended in by_organisation.items():
            self._keep(organisation, ended)

    def _keep(self, organisation: UUID, ended: Sequence[tuple[OutgoingMessage, Answered]]) -> None:
        """Mark what was answered; a database that is away is asked again while the lease holds."""
        end = time.monotonic() + _AWAY_SECONDS
        while True:
            try:
                with self._unit(organisation) as session:
                    delivery.mark(session, ended, self._chance.random())
            except Unreachable:
                if self._over.wait(_PAUSE_SECONDS) or time.monotonic() > end:
                    raise
            else:
                return

    def _unit(self, organisation: UUID) -> AbstractContextManager[Session]:
        return self._work.unit(self._work.service(organisation), self._work.clock())

    def _carry(self) -> None:
        while (taken := self._out.get()) is not None:
            organisation, message = taken
            try:
                answer = self._sender.send(message)
            except Exception:  # noqa: BLE001 - a bug with one message must not lose its thread
                _log.exception("bug", kind=message.kind, to=message.to)
                answer = Answered(ok=False, reply="it could not be sent")
            self._back.put((organisation, message, answer))
