"""The unit of work: the one place that opens sessions, follows facts and commits."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from rotation.account import audit, keys, organisations
from rotation.account.access import Access, Actor
from rotation.availability import follow as availability
from rotation.chat import groups, links
from rotation.clock import Clock
from rotation.database import Database, Fact, facts
from rotation.demand.staffing import shift_requirements
from rotation.engines import GONE
from rotation.errors import Conflict, Stale, Unreachable
from rotation.notices import follow as notices
from rotation.rota.live import absence_effects, removal_effects
from rotation.rota.on_duty import projection
from rotation.rota.planning import planning_horizon, runs
from rotation.rota.staffing import requirements

Follower = Callable[[Session, Sequence[Fact], datetime], None]
FOLLOWERS: tuple[Follower, ...] = (
    # What an erased member could and could not do goes before anybody reads who is free.
    availability.follow,
    # When weeks are drafted depends on the team alone.
    planning_horizon.follow,
    # The places that an absence opens are overrides: the projection has to see them.
    absence_effects.open_or_restore_places,
    # The same for what goes with a member, a contract, a day, a pattern; after absences, which an
    # erased member has no more of.
    removal_effects.open_or_cancel_places,
    # Notes each duty that moved: what notices tell of.
    projection.follow,
    # Sees every fact but those of the audit trail.
    notices.follow,
    # Who has been erased is nobody on any platform.
    links.follow,
    # After everything that moves duties and links.
    groups.follow,
    # Reads facts alone, and nobody reads what it marks.
    shift_requirements.mark_stale,
)
"""Who follows what happened in a unit of work, in this order; the audit trail comes last."""


@dataclass(frozen=True)
class DatabaseUnitOfWork:
    """Opens units of work on one database; ``wake`` is told after a commit that queued a run.

    ``over`` is set when the process ends: what takes long looks at it.
    """

    database: Database
    clock: Clock
    wake: Callable[[], None] = lambda: None
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def unit(self, actor: Actor, now: datetime, request_id: str | None = None) -> Iterator[Session]:
        """Yield a writing session of the actor; at the end follow the facts and commit.

        Nothing is kept when the block raises. Stale when a row was changed meanwhile; NotAllowed
        for a key that may only read.
        """
        actor.require_write()
        try:
            with self.database.session(
                actor.organisation, writing=True, teams=actor.teams
            ) as session:
                yield session
                session.flush()
                for each in FOLLOWERS:
                    each(session, facts(session), now)
                audit.follow(session, facts(session), actor, now, request_id)
                session.commit()
        except StaleDataError:
            raise Stale("Somebody else changed this a moment ago.") from None
        except IntegrityError as error:
            raise Conflict("This clashes with what somebody else did a moment ago.") from error
        except GONE as error:
            raise Unreachable("The database does not answer.") from error
        self.wake()

    @contextmanager
    def at_once(self, actor: Actor) -> Iterator[Session]:
        """Yield a writing session for what may be left out, committed at the end.

        Unreachable, at once, when somebody else writes.
        """
        try:
            with self.database.session(actor.organisation, writing=True, at_once=True) as session:
                yield session
                session.commit()
        except GONE as error:
            raise Unreachable("The database does not answer.") from error

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Session]:
        """Yield a reading session of the actor; it refuses to write."""
        try:
            with self.database.session(actor.organisation, teams=actor.teams) as session:
                yield session
        except GONE as error:
            raise Unreachable("The database does not answer.") from error

    def found(self, name: str, now: datetime) -> tuple[UUID, str]:
        """Add an organisation; return its id and the secret of its owner key."""
        with self.database.session(None, writing=True) as session:
            organisation = organisations.create(session, name, now)
            session.commit()
        with self.unit(self.service(organisation), now) as session:
            _, secret = keys.make(session, keys.Grant(Access.OWNER, "owner"), now)
        return organisation, secret

    def claim(self) -> tuple[UUID, UUID] | None:
        """Take the next run that waits, of any organisation: its (organisation, id), or None."""
        with self.door("run") as session:
            return runs.claim(session)

    @contextmanager
    def door(self, table: str) -> Iterator[Session]:
        """Yield a writing session that sees one table of every organisation, committed at the end.

        For claims only: they give ids, and the work then opens units of its own.
        """
        try:
            with self.database.session(None, writing=True, door=table) as session:
                yield session
                session.commit()
        except GONE as error:
            raise Unreachable("The database does not answer.") from error

    def overtaken(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """Take some requirements whose inputs have changed, of any organisation."""
        with self.door("requirement") as session:
            return requirements.claim(session, now)

    def service(self, organisation: UUID) -> Actor:
        """Return the service as an actor of an organisation, for jobs."""
        return Actor(organisation, Access.OWNER)
