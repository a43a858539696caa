"""Answer links: the question a token opens, and what is said to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.database import Database
from rotation.errors import Conflict
from rotation.rota.live import cover
from rotation.rota.store import cover as store
from rotation.team import members, teams
from rotation.words import Sentence, say


@dataclass(frozen=True)
class AnswerLink:
    """The question that a link asks a member."""

    organisation: UUID
    cover: UUID
    member: UUID


@dataclass(frozen=True)
class LinkQuestion:
    """The question of a link in words, and what its two buttons say."""

    text: Sentence
    yes: Sentence
    no: Sentence


def of_token(database: Database, shown: str) -> AnswerLink | None:
    """Return the answer link of a token, None for malformed and unknown ones alike."""
    if not tokens.is_answer_token(shown):
        return None
    found = store.ask_by_digest(database, tokens.digest(shown))
    return AnswerLink(found.organisation_id, found.cover_id, found.member_id) if found else None


def unanswered(session: Session, covers: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (search, member) of the questions of some searches that are still to be answered."""
    return set(store.unanswered(session, covers))


def renew_link(session: Session, cover_id: UUID, member: UUID, now: datetime) -> str:
    """Return another token for a question, which opens it from now on in place of the one before.

    Conflict when it is no longer asked.
    """
    ask = next((e for e in store.asks(session, [cover_id]) if e.member_id == member), None)
    is_open = (cover_id, member) in unanswered(session, [cover_id])
    if ask is None or not is_open or cover.find(session, cover_id).end <= now:
        raise Conflict("This search is over.")
    secret = tokens.new_answer_token()
    ask.digest = secret.digest
    session.flush()
    return secret.shown


def question(session: Session, ask: AnswerLink, now: datetime) -> LinkQuestion:
    """Return the question; Conflict when it is no longer asked."""
    found = cover.find(session, ask.cover)
    if found.state not in {"open", "nobody"} or found.end <= now:
        raise Conflict("This search is over.")
    team, member = teams.of_id(session, found.team_id), members.find(session, ask.member)
    text = say(
        "{member}, can you step in for {team} from {start} to {end}?",
        member=member.name,
        team=team.name,
        start=found.start,
        end=found.end,
    )
    yes, no = say("Yes, I step in"), say("No, I cannot")
    return LinkQuestion(text, yes, no)
