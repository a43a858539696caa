"""Shares of the calculating processes: whose question is next, and how many may wait.

Questions of people are answered one after another by a few processes. Turns go round the
organisations, and within one round its keys, so that whoever asks a lot waits for themselves.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from rotation.account.access import Actor
from rotation.errors import TooMuch, Unreachable
from rotation.json_value import Json
from rotation.rota.planning.execute_run import Calculations

MOST_OF_KEY, MOST_OF_ORGANISATION = 8, 12
"""Questions under way or waiting; one more of a key or an organisation is refused."""
MOST_REMEMBERED = 10_000
_PATIENCE_SECONDS, _AT_ONCE_SECONDS, _RETRY_SECONDS = 30.0, 0.3, 2


@dataclass(frozen=True)
class _Ticket:
    organisation: UUID
    key: UUID | None
    number: int
    called: threading.Event = field(default_factory=threading.Event)


class ProcessTurns:
    """Turns at some processes that are equal: the next one is of whom had theirs longest ago."""

    def __init__(self, places: int) -> None:
        """Let so many have their turn at a time."""
        self._free, self._numbers = places, count()
        self._waiting: list[_Ticket] = []
        self._there: Counter[UUID | None] = Counter()
        self._turns: OrderedDict[UUID | None, int] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, organisation: UUID, key: UUID | None, seconds: float) -> Iterator[None]:
        """Wait for a turn and have it; Unreachable when none comes in so many seconds.

        TooMuch when the key or its organisation has too many questions here already.
        """
        ticket = self._join(organisation, key)
        try:
            if not ticket.called.wait(seconds) and not self._leave(ticket):
                raise Unreachable("All calculating processes are busy.")
            try:
                yield
            finally:
                with self._lock:
                    self._free += 1
                    self._call()
        finally:
            with self._lock:
                self._there.subtract([organisation, key])
                self._there += Counter()  # without those who have none

    def _join(self, organisation: UUID, key: UUID | None) -> _Ticket:
        with self._lock:
            if self._there[organisation] >= MOST_OF_ORGANISATION or (
                key is not None and self._there[key] >= MOST_OF_KEY
            ):
                raise TooMuch(
                    "Too many questions are being answered already.",
                    extra={"retry_after": _RETRY_SECONDS},
                )
            self._there.update([organisation, key])
            ticket = _Ticket(organisation, key, next(self._numbers))
            self._waiting.append(ticket)
            self._call()
            return ticket

    def _leave(self, ticket: _Ticket) -> bool:
        """Stop to wait; tell whether the turn has come all the same."""
        with self._lock:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            return ticket.called.is_set()

    def _call(self) -> None:
        while self._free and self._waiting:
            following = min(self._waiting, key=self._rank)
            self._waiting.remove(following)
            self._free -= 1
            for name in (following.organisation, following.key):
                self._turns[name] = next(self._numbers)
                self._turns.move_to_end(name)
            while len(self._turns) > MOST_REMEMBERED:
                self._turns.popitem(last=False)
            following.called.set()

    def _rank(self, ticket: _Ticket) -> tuple[int, int, int]:
        last = self._turns.get
        return last(ticket.organisation, -1), last(ticket.key, -1), ticket.number


@dataclass(frozen=True)
class FairCalculations:
    """The calculations in turns: of the small process, and of the solvers."""

    small: ProcessTurns
    solvers: ProcessTurns

    def of(self, children: Calculations, actor: Actor) -> Calculations:
        """Return the same calculations for an actor, who waits for a turn first."""

        def answered(question: Json, *more: Any) -> Json:  # Any: as the answer takes it
            shares = self.solvers if question.get("seconds") else self.small
            patience = _AT_ONCE_SECONDS if question.get("at_once") else _PATIENCE_SECONDS
            with shares.turn(actor.organisation, actor.key_id, patience):
                return children.answer(question, *more)

        def solved(case: Json, budget: Json, on_progress: Any) -> Json:  # Any: as it is told
            with self.solvers.turn(actor.organisation, actor.key_id, _PATIENCE_SECONDS):
                return children.solve(case, budget, on_progress)

        return Calculations(solved, answered)
