"""Sends what is due: as many at a time as may be under way, marked as the answers come."""

import random
import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from uuid import UUID

from sqlalchemy.orm import Session

from api.work import Work
from rotation.notices import delivery
from rotation.notices.delivery import MOST, Answered, Message, Sender

_TOGETHER = 0.05
_CLAIM_AT = 4
"""How many have to be free before more are claimed: a claim for each costs more than it gives."""
Ended = tuple[UUID, UUID, Answered]


class Deliveries:
    """Drains the outbox by a pool of threads; ``over`` ends it between two messages."""

    def __init__(self, work: Work, sender: Sender, over: threading.Event) -> None:
        """Send by ``sender`` what ``work`` finds due, until ``over``."""
        self._work, self._sender, self._over = work, sender, over
        self._chance = random.Random()  # noqa: S311 - spreads retries, guards nothing

    def drain(self) -> None:
        """Send until nothing is due."""
        flying: dict[Future[Answered], tuple[UUID, UUID]] = {}
        dry = False
        with ThreadPoolExecutor(MOST, thread_name_prefix="send") as pool:
            while not self._over.is_set():
                free = MOST - len(flying)
                if not dry and (free >= _CLAIM_AT or not flying):
                    count, taken = self._claimed(free)
                    dry = not count
                    for organisation, message in taken:
                        flying[pool.submit(self._sender.send, message)] = organisation, message.id
                if flying:
                    self._done(flying)
                elif dry:
                    return
            self._mark([(*flying.pop(each), each.result()) for each in list(flying)])

    def _claimed(self, most: int) -> tuple[int, list[tuple[UUID, Message]]]:
        """Return how many were due, and what of them is to be sent."""
        with self._work.door("notice") as session:
            taken = delivery.claim(session, most)
        by_organisation: dict[UUID, list[UUID]] = defaultdict(list)
        for organisation, notice in taken:
            by_organisation[organisation].append(notice)
        found = []
        for organisation, ids in by_organisation.items():
            with self._unit(organisation) as session:
                found += [(organisation, each) for each in delivery.prepared(session, ids)]
        return len(taken), found

    def _done(self, flying: dict[Future[Answered], tuple[UUID, UUID]]) -> None:
        """Wait for an answer, gather what comes with it for a moment, and mark it."""
        wait(flying, timeout=1.0, return_when=FIRST_COMPLETED)
        wait(flying, timeout=_TOGETHER)
        self._mark([(*flying.pop(each), each.result()) for each in list(flying) if each.done()])

    def _mark(self, done: Sequence[Ended]) -> None:
        by_organisation: dict[UUID, list[tuple[UUID, Answered]]] = defaultdict(list)
        for organisation, notice, answer in done:
            by_organisation[organisation].append((notice, answer))
        for organisation, ended in by_organisation.items():
            with self._unit(organisation) as session:
                delivery.mark(session, ended, self._chance.random())

    def _unit(self, organisation: UUID) -> AbstractContextManager[Session]:
        return self._work.unit(self._work.service(organisation), self._work.clock())
