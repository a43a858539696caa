"""A question in a chat, answered: loads what is known of a team."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.chat import question, sentence
from rotation.demand import channels
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.snapshot import NAMES, Disclosure
from rotation.team import teams
from rotation.words import LANGUAGES


def reply(
    session: Session, team_id: UUID, text: str, now: datetime, told: Disclosure = NAMES
) -> str:
    """Return the answer to a text, in its language or else the team's first one."""
    team = teams.of_id(session, team_id)
    known = {each.slug: each.name for each in channels.listed(session, team.id)}
    asked = question.understood(text, now.astimezone(team.zone), known)
    at = asked.at or (asked.span.start if asked.span else now)
    snapshot = load_snapshot.snapshot(session, team, at)
    own = next((each for each in team.languages if each in LANGUAGES), "en")
    said = sentence.answer(snapshot, asked, now, told=told)
    return said.said_in(asked.language or own, team.zone)
