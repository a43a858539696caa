"""Follows facts: whoever is erased leaves nothing of their time behind."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from rotation.availability import store
from rotation.database import Fact
from rotation.team.facts import MemberLeft


def follow(session: Session, noted: Sequence[Fact], now: datetime) -> None:  # noqa: ARG001 - followers are called alike
    """Delete the week, absences, wishes and calendar of each member who was erased."""
    for fact in noted:
        if isinstance(fact, MemberLeft):
            store.forget(session, fact.member)
