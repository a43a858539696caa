"""Steps of covers and swaps that are due, in every organisation: found at a door, done in units."""

from rotation.database import database_now
from rotation.rota.live import cover, swaps
from rotation.rota.ports import UnitOfWork
from rotation.rota.store import cover as cover_store
from rotation.rota.store import swaps as swap_store


def advance_covers(work: UnitOfWork) -> int:
    """Ask the next where a deadline has passed; return how many searches were looked at."""
    with work.database.session(None, door="cover") as session:
        now = database_now(session)
        found = cover_store.due(session, now)
    for organisation, cover_id in found:
        with work.unit(work.service(organisation), now) as session:
            cover.advance(session, cover_id, now)
    return len(found)


def expire_swaps(work: UnitOfWork) -> int:
    """End the swaps that nobody took in time; return how many."""
    with work.database.session(None, door="swap") as session:
        now = database_now(session)
        found = swap_store.overdue(session, now)
    for organisation, swap_id in found:
        with work.unit(work.service(organisation), now) as session:
            swaps.expire(session, swap_id, now)
    return len(found)
