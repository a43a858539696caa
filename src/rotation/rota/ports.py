"""Ports of a run that the edge fills: units of work, and calculations in child processes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.database import Database
from rotation.json_value import Json

LEASE = timedelta(seconds=15)
"""How long a run stays in the hands of a worker that gives no sign of life."""
OnProgress = Callable[[Json | None], bool]
"""Takes the solver's progress (None: still alive); answers False when the run shall stop."""
Solve = Callable[[Json, Json, OnProgress], Json]
"""Solves a case within a budget, both JSON, calling back at each improvement and, with None, at
least every 100 ms; asked to stop, it ends within 250 ms and answers the best so far."""
Answer = Callable[[Json], Json]
"""Answers a staffing question, both JSON."""


@dataclass(frozen=True)
class RunLease:
    """A run in the hands of a worker: its id, and the attempt that holds it."""

    run: UUID
    attempt: int


class UnitOfWork(Protocol):
    """Opens units of work; given by the edge."""

    @property
    def database(self) -> Database:
        """Return the database."""

    def unit(
        self, actor: Actor, now: datetime, request_id: str | None = None
    ) -> AbstractContextManager[Session]:
        """Yield a writing session, committed at the end."""

    def reading(self, actor: Actor) -> AbstractContextManager[Session]:
        """Yield a reading session."""

    def service(self, organisation: UUID) -> Actor:
        """Return the service as an actor of an organisation."""
