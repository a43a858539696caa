"""Notice rules: how long before a shift people are reminded, and when they are left in peace."""

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import Impossible
from rotation.notices.due import NoticeRules, QuietHours, Summary
from rotation.notices.facts import RemindersChanged, SummaryChanged
from rotation.notices.store import destinations
from rotation.notices.store import rules as store
from rotation.team.teams import Team

NIGHT = QuietHours("21:00", "07:00")
"""Quiet hours by default where the law knows a right to disconnect; it names no hours itself."""
_DISCONNECT = frozenset({"fr"})  # Code du travail L2242-17


def of_team(session: Session, team: Team) -> NoticeRules:
    """Return the rules of a team; the usual ones while it has set none."""
    settings = store.settings(session, team.id)
    if not settings and team.labour_preset in _DISCONNECT:
        return NoticeRules(quiet_hours=NIGHT)
    return msgspec.convert(settings, NoticeRules)


def put(session: Session, team: Team, wanted: NoticeRules) -> NoticeRules:
    """Make these the rules of a team; reminders that wait are written anew.

    Impossible when the summary is to go to an address that is not the organisation's or the team's.
    """
    _check(session, team, wanted.summary)
    before, after = store.settings(session, team.id), msgspec.to_builtins(wanted)
    store.put(session, team.id, after)
    note(session, Changed("changed", "notice_rules", team.id, before, after, team=team.id))
    note(session, RemindersChanged(team.id))
    if before.get("summary") != after["summary"]:
        note(session, SummaryChanged(team.id))
    return wanted


def _check(session: Session, team: Team, summary: Summary | None) -> None:
    if summary is None:
        return
    if summary.webhook and not destinations.webhook_is_there(session, summary.webhook):
        raise Impossible("There is no such webhook.", field="/summary/webhook")
    contact = destinations.contact_if_there(session, summary.contact)
    if summary.contact and (contact is None or contact.team_id != team.id):
        raise Impossible("There is no such contact.", field="/summary/contact")
