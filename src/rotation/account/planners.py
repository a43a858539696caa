"""Planners among the members: whoever has a key or a session of their own that may plan."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import RIGHTS
from rotation.account.store import keys, sign_ins


def is_planner(session: Session, member: UUID, team: UUID, now: datetime) -> bool:
    """Tell whether a member plans a team, by the rights of their valid keys and sessions."""
    levels = [each.value for each in RIGHTS["plan"]]
    held = [
        *((row.access, row.expires_at, row.teams) for row in keys.keys_of(session, member)),
        *((row.access, row.expires_at, row.teams) for row in sign_ins.sessions_of(session, member)),
    ]
    return any(
        access in levels
        and (expires_at is None or expires_at > now)
        and (teams is None or str(team) in teams)
        for access, expires_at, teams in held
    )
