"""The unit of work: the one place that opens sessions, follows facts and commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from rotation.account import audit
from rotation.account.access import Access, Actor
from rotation.clock import Clock
from rotation.database import Database, facts
from rotation.errors import Stale, Unreachable


@dataclass(frozen=True)
class Work:
    """Opens units of work on one database; ``wake`` is told after a commit that queued a run."""

    database: Database
    clock: Clock
    wake: Callable[[], None] = lambda: None

    @contextmanager
    def unit(self, actor: Actor, now: datetime, request_id: str | None = None) -> Iterator[Session]:
        """Yield a writing session of the actor; at the end follow the facts and commit.

        Nothing is kept when the block raises. Stale when a row was changed meanwhile.
        """
        try:
            with self.database.session(
                actor.organisation, writing=True, teams=actor.teams
            ) as session:
                yield session
                session.flush()
                noted = facts(session)
                audit.follow(session, noted, actor, now, request_id)
                session.commit()
        except StaleDataError:
            raise Stale("Somebody else changed this a moment ago.") from None
        except OperationalError as error:
            raise Unreachable("The database does not answer.") from error
        self.wake()

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Session]:
        """Yield a reading session of the actor; it refuses to write."""
        with self.database.session(actor.organisation, teams=actor.teams) as session:
            yield session

    def service(self, organisation: UUID) -> Actor:
        """Return the service as an actor of an organisation, for jobs."""
        return Actor(organisation, Access.OWNER)
