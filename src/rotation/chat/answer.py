"""A question in a chat, answered: loads what is known of a team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import planners
from rotation.chat import question, sentence, stand_ins
from rotation.chat.lexicon import LANGUAGES
from rotation.chat.question import ChatQuestion, Vocabulary
from rotation.demand import channels
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.load_snapshot import SnapshotLoader
from rotation.rota.on_duty.snapshot import NAMES, Disclosure, Snapshot
from rotation.team import closures, members, teams
from rotation.words import say

_LONGEST = timedelta(days=366)
"""How far an answer looks ahead of the start of a span."""


@dataclass(frozen=True)
class Asker:
    """The asker of a question: their member, the language of their platform, what they may be told.

    ``load`` loads the duties of the team, or knows them still.
    """

    member: UUID | None = None
    locale: str | None = None
    told: Disclosure = NAMES
    load: SnapshotLoader = load_snapshot.snapshot


NOBODY = Asker()


@dataclass(frozen=True)
class ChatAnswer:
    """An answer, its language, and the slot that the asker may offer by it, until its start."""

    text: str
    language: str
    offer: tuple[UUID, datetime] | None = None


def reply(
    session: Session, team_id: UUID, text: str, now: datetime, asker: Asker = NOBODY
) -> ChatAnswer:
    """Return the answer to a text: in its language, else the platform's, else the team's first."""
    team = teams.of_id(session, team_id)
    wall = now.astimezone(team.zone)
    listed = channels.listed(session, team.id)
    names = {each.slug: each.name for each in listed}
    own = next((each for each in (asker.locale, *team.languages) if each in LANGUAGES), "en")
    vocabulary = Vocabulary(
        members={each.id: each.name for each in members.of_team(session, team.id)},
        short_names=_of_kinds({each.slug: each.kind for each in listed}),
        language=own,
        holidays=closures.holiday_names(team, range(wall.year - 1, wall.year + 3)),
        month_first=team.country == "US",
    )
    asked = question.understood(text, wall, names, vocabulary)
    wants_cover, who = asked.kind == "cover", asker.member
    plans = wants_cover and who is not None and planners.is_planner(session, who, team_id, now)
    asked = asked if plans or not wants_cover else asked.of_those_on_duty()
    language = asked.language or own
    if asked.kind in {"mine", "swap"} and asker.member is None:
        return ChatAnswer(sentence.unlinked().said_in(language, team.zone), language)
    at = asked.at or (asked.span.start if asked.span else now)
    ahead = min(asked.span.length, _LONGEST) if asked.span else timedelta(0)
    snapshot = asker.load(session, team, at, max(ahead, load_snapshot.AHEAD))
    said = sentence.answer(snapshot, asked, now, asker.member, asker.told)
    if wants_cover and plans:
        said = stand_ins.ranked(session, team, asked, now, asker.told)
    elif wants_cover:
        alone = say("Who could step in is told to planners alone.")
        said = say("{first} {second}", first=said, second=alone)
    whole = sentence.with_understanding(said, asked, wall, names, language)
    offer = _offer(snapshot, asked, asker, now) if asked.kind == "swap" else None
    return ChatAnswer(whole.said_in(language, team.zone), language, offer)


def _offer(
    known: Snapshot, asked: ChatQuestion, asker: Asker, now: datetime
) -> tuple[UUID, datetime] | None:
    """Return the one place of the asker that a question about a swap can mean, or None."""
    if asker.member is None:
        return None
    own = [each for each in known.spans if each.member == asker.member and each.start > now]
    if asked.span is not None:
        own = [each for each in own if asked.span.start <= each.start < asked.span.end]
    elif asked.at is not None:
        own = [each for each in own if each.start <= asked.at < each.end]
    else:
        own = own[:1]
    return (own[0].slot, own[0].start) if len(own) == 1 else None


def _of_kinds(kinds: Mapping[str, str]) -> dict[str, str]:
    """Return short names of channels by their kinds; a kind that two have names neither."""
    alone = [slug for slug, kind in kinds.items() if list(kinds.values()).count(kind) == 1]
    return {
        name: slug
        for slug in alone
        for name in (kinds[slug], *question.SHORT_NAMES.get(kinds[slug], ()))
        if kinds[slug] != "other"
    }
