"""A question in a chat, answered: loads what is known of a team."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.chat import question, sentence
from rotation.chat.lexicon import LANGUAGES
from rotation.chat.question import Vocabulary
from rotation.demand import channels
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.snapshot import NAMES, Disclosure
from rotation.team import closures, members, teams

_LONGEST = timedelta(days=366)
"""How far an answer looks ahead of the start of a span."""


def reply(
    session: Session, team_id: UUID, text: str, now: datetime, told: Disclosure = NAMES
) -> str:
    """Return the answer to a text, in its language or else the team's first one."""
    team = teams.of_id(session, team_id)
    wall = now.astimezone(team.zone)
    listed = channels.listed(session, team.id)
    names = {each.slug: each.name for each in listed}
    own = next((each for each in team.languages if each in LANGUAGES), "en")
    vocabulary = Vocabulary(
        members={each.id: each.name for each in members.of_team(session, team.id)},
        short_names=_of_kinds({each.slug: each.kind for each in listed}),
        language=own,
        holidays=closures.holiday_names(team, range(wall.year - 1, wall.year + 3)),
        month_first=team.country == "US",
    )
    asked = question.understood(text, wall, names, vocabulary)
    language = asked.language or own
    at = asked.at or (asked.span.start if asked.span else now)
    ahead = min(asked.span.length, _LONGEST) if asked.span else timedelta(0)
    snapshot = load_snapshot.snapshot(session, team, at, max(ahead, load_snapshot.AHEAD))
    said = sentence.answer(snapshot, asked, now, told=told)
    whole = sentence.with_understanding(said, asked, wall, names, language)
    return whole.said_in(language, team.zone)


def _of_kinds(kinds: Mapping[str, str]) -> dict[str, str]:
    """Return short names of channels by their kinds; a kind that two have names neither."""
    alone = [slug for slug, kind in kinds.items() if list(kinds.values()).count(kind) == 1]
    return {
        name: slug
        for slug in alone
        for name in (kinds[slug], *question.SHORT_NAMES.get(kinds[slug], ()))
        if kinds[slug] != "other"
    }
