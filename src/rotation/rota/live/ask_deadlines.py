"""Deadlines of members asked to step in, where a notice reaches them later than now."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.rota.live.cover import NEAR
from rotation.rota.store import cover as store


def extend_deadline(session: Session, cover_id: UUID, member: UUID, heard: datetime) -> None:
    """Let a member who was asked in turn think from an instant on.

    The search goes on by then, or when the shift is near if that is sooner.
    """
    row = store.cover(session, cover_id)
    deadline = min(heard + timedelta(minutes=row.minutes), row.end)
    for ask in store.asks(session, [cover_id]):
        if ask.member_id == member:
            ask.deadline = deadline
    row.next_at = min(deadline, row.start - NEAR)
    session.flush()
