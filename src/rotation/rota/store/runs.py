"""All SQL of runs; what crosses organisations stands at the door ``run`` and gives ids only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from rotation.database import claim
from rotation.errors import NotFound
from rotation.rota.tables.plans import RunRow as RunRow


def add(session: Session, **values: Any) -> RunRow:
    """Insert a run."""
    row = RunRow(**values)
    session.add(row)
    session.flush()
    return row


def run(session: Session, run_id: UUID) -> RunRow:
    """Return a run; NotFound otherwise."""
    row = session.scalar(select(RunRow).where(RunRow.id == run_id))
    if row is None:
        raise NotFound("There is no such run.")
    return row


def runs(session: Session, team: UUID, after: UUID | None, limit: int) -> Sequence[RunRow]:
    """Return the runs of a team, newest first."""
    wanted = select(RunRow).where(RunRow.team_id == team).order_by(RunRow.id.desc()).limit(limit)
    return session.scalars(wanted.where(RunRow.id < after) if after else wanted).all()


def queued(session: Session) -> int:
    """Return how many runs that somebody asked for wait in the organisation."""
    wanted = select(func.count()).select_from(RunRow).where(RunRow.state == "queued")
    return session.scalar(wanted.where(RunRow.origin != "horizon")) or 0


def requested_at(session: Session, team: UUID, at: datetime) -> Sequence[RunRow]:
    """Return the runs that planned ahead for a team at an instant, oldest first."""
    wanted = select(RunRow).where(
        RunRow.team_id == team, RunRow.requested_at == at, RunRow.origin == "horizon"
    )
    return session.scalars(wanted.order_by(RunRow.id)).all()


def to_publish(session: Session) -> Sequence[tuple[UUID, UUID]]:
    """Return (organisation, run) of what is found and waits to be published; at the door."""
    wanted = select(RunRow.organisation_id, RunRow.id).where(
        RunRow.publishing == "wanted", RunRow.state == "succeeded"
    )
    return [(organisation, run_id) for organisation, run_id in session.execute(wanted)]


def settle_publishing(session: Session, run_id: UUID, state: str) -> bool:
    """Settle the publishing of a run that waits for it; tell whether it waited."""
    changed = session.execute(
        update(RunRow)
        .where(RunRow.id == run_id, RunRow.publishing == "wanted")
        .values(publishing=state)
        .returning(RunRow.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def change(session: Session, run_id: UUID, attempt: int, **values: Any) -> bool:
    """Change a run that is still in the hands of this attempt; tell whether it was."""
    changed = session.execute(
        update(RunRow)
        .where(RunRow.id == run_id, RunRow.state == "running", RunRow.attempts == attempt)
        .values(**values)
        .returning(RunRow.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def wish_to_stop(session: Session, run_id: UUID, attempt: int) -> bool | None:
    """Tell whether a run shall stop; None when it is no longer in the hands of this attempt."""
    wanted = select(RunRow.stop).where(
        RunRow.id == run_id, RunRow.state == "running", RunRow.attempts == attempt
    )
    return session.scalar(wanted)


def claim_next(session: Session, now: datetime, lease_until: datetime) -> tuple[UUID, UUID] | None:
    """Take the next run among organisations that have none running.

    What somebody asked for comes before what is planned ahead; then the organisation whose last
    run began longest ago; then what has waited longest. Returns (organisation, run), or None:
    nothing waits, or another worker was quicker.
    """
    other = aliased(RunRow)
    theirs = select(other.id).where(other.organisation_id == RunRow.organisation_id)
    last = select(func.max(other.started_at)).where(other.organisation_id == RunRow.organisation_id)
    wanted = (
        select(RunRow.id)
        .where(RunRow.state == "queued", ~theirs.where(other.state == "running").exists())
        .order_by(
            RunRow.origin == "horizon",
            last.scalar_subquery().nulls_first(),
            RunRow.requested_at,
            RunRow.id,
        )
        .limit(1)
    )
    values = {
        "state": "running",
        "started_at": now,
        "lease_until": lease_until,
        "attempts": RunRow.attempts + 1,
    }
    try:
        return next(iter(claim(session, RunRow, wanted, values)), None)
    except IntegrityError:
        session.rollback()
        return None


def next_lost(session: Session) -> datetime | None:
    """Return when the next lease of a run is over, unless it beats; at the door ``run``."""
    return session.scalar(select(func.min(RunRow.lease_until)).where(RunRow.state == "running"))


def lost(session: Session, now: datetime | None) -> Sequence[tuple[UUID, UUID]]:
    """Return (organisation, run) of runs whose lease is over; of all that run when now is None."""
    wanted = select(RunRow.organisation_id, RunRow.id).where(RunRow.state == "running")
    if now is not None:
        wanted = wanted.where(RunRow.lease_until < now)
    return [(organisation, run_id) for organisation, run_id in session.execute(wanted)]
