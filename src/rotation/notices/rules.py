"""Notice rules: how long before a shift people are reminded, and when they are left in peace."""

from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.notices.due import NoticeRules
from rotation.notices.facts import RemindersChanged
from rotation.notices.store import rules as store


def of_team(session: Session, team_id: UUID) -> NoticeRules:
    """Return the rules of a team; the usual ones while it has set none."""
    return msgspec.convert(store.settings(session, team_id), NoticeRules)


def put(session: Session, team_id: UUID, wanted: NoticeRules) -> NoticeRules:
    """Make these the rules of a team; reminders that wait are written anew."""
    before, after = store.settings(session, team_id), msgspec.to_builtins(wanted)
    store.put(session, team_id, after)
    note(session, Changed("changed", "notice_rules", team_id, before, after, team=team_id))
    note(session, RemindersChanged(team_id))
    return wanted
