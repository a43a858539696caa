"""A conversation: what a proven message of a platform is answered, whatever it says."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Access, Actor
from rotation.chat import answer, buttons, commands, links, presses
from rotation.chat.answer import Asker
from rotation.chat.buttons import ButtonPress
from rotation.chat.connections import ConnectionSecret
from rotation.chat.lexicon import LANGUAGES
from rotation.chat.message import ChatButton, ChatMessage, Incoming
from rotation.chat.presses import ButtonNotice
from rotation.errors import Conflict, RotationError
from rotation.rota.on_duty.snapshot import Disclosure
from rotation.team import members, teams
from rotation.words import Sentence, say

LONGEST = 500
"""Characters of a text that are read; nobody asks more at once."""


@dataclass(frozen=True)
class ChatTurn:
    """A message to be answered: on which connection, and who it comes from."""

    heard: ConnectionSecret
    incoming: Incoming
    actor: Actor


def actor_of(heard: ConnectionSecret, member: UUID | None) -> Actor:
    """Return who acts when a message is answered: a member of the team, or somebody unknown."""
    teams_ = frozenset({heard.team})
    name = heard.account.platform
    return Actor(heard.organisation, Access.MEMBER, name=name, teams=teams_, member=member)


def answered(session: Session, turn: ChatTurn, told: Disclosure, now: datetime) -> ChatMessage:
    """Do what a message asks for and return the answer; errors of what cannot be done.

    ``told`` is what answers tell about people.
    """
    incoming, heard = turn.incoming, turn.heard
    if incoming.is_private and turn.actor.member is not None:
        links.spoke_alone(session, heard.id, incoming.user, incoming.place)
    command = None if incoming.press else commands.read(_text(turn))
    if command is None and incoming.press is None:
        return _question(session, turn, told, now)
    if command is not None and command.verb == "link":
        return _link(session, turn, command.word, now)
    if command is not None and command.verb == "unlink":
        links.unlink(session, heard.id, incoming.user)
        return ChatMessage(_said(session, turn, say("I no longer know who you are here.")))
    presses.check_member(turn.actor)
    return _pressed(session, turn, _meant(session, turn, now), now)


def refused(session: Session, turn: ChatTurn, error: RotationError, now: datetime) -> ChatMessage:
    """Return the answer to what could not be done: how it stands when it is over, else why."""
    found = None
    if turn.actor.member is not None:
        with suppress(RotationError):
            press = _meant(session, turn, now)
            found = _notice(session, turn, press, now) if press.verb != "offer" else None
    if found and not found.presses:
        return _message(session, turn, found)
    return ChatMessage(_said(session, turn, error.detail))


def _meant(session: Session, turn: ChatTurn, now: datetime) -> ButtonPress:
    """Return what a button or a word means; Conflict, NotFound when it means nothing any more."""
    incoming, heard = turn.incoming, turn.heard
    if incoming.press is not None:
        press = buttons.read(heard.button_key, heard.id, incoming.press.value, now)
        if press is None:
            raise Conflict("The time of this button is over.")
        return press
    command = commands.read(_text(turn))
    if command is None or command.verb in {"link", "unlink"}:
        raise Conflict("The time of this button is over.")
    return presses.named(session, command, heard.button_key, turn.actor, now)


def buttons_of(
    heard: ConnectionSecret, found: ButtonNotice, language: str
) -> tuple[ChatButton, ...]:
    """Return the buttons of a notice on a connection."""
    if found.until is None:
        return ()
    until = found.until
    return tuple(_button(heard, each, until, language) for each in found.presses)


def _button(
    heard: ConnectionSecret, press: ButtonPress, until: datetime, language: str
) -> ChatButton:
    word = buttons.word(heard.button_key, press.about)
    return ChatButton(
        commands.label(press.verb).said_in(language),
        buttons.signed(heard.button_key, heard.id, press, until),
        commands.typed(press.verb, word).said_in(language),
    )


def _pressed(session: Session, turn: ChatTurn, press: ButtonPress, now: datetime) -> ChatMessage:
    presses.check_member(turn.actor)
    presses.do(session, press, turn.actor, now)
    if press.verb == "cannot":
        text = _said(session, turn, say("Thank you for answering."))
        return ChatMessage(text, replaces=turn.incoming.press is not None)
    found = _notice(session, turn, press, now)
    if found is None:
        return ChatMessage(_said(session, turn, say("Done.")))
    return _message(session, turn, found)


def _notice(
    session: Session, turn: ChatTurn, press: ButtonPress, now: datetime
) -> ButtonNotice | None:
    return presses.notice(session, press, now, names=turn.heard.privacy != "role")


def _message(session: Session, turn: ChatTurn, found: ButtonNotice) -> ChatMessage:
    below = buttons_of(turn.heard, found, _language(session, turn))
    text = _said(session, turn, found.text)
    return ChatMessage(text, below, is_private=False, replaces=turn.incoming.press is not None)


def _question(session: Session, turn: ChatTurn, told: Disclosure, now: datetime) -> ChatMessage:
    asker = Asker(turn.actor.member, _locale(turn), told)
    said = answer.reply(session, turn.heard.team, _text(turn), now, asker)
    if said.offer is None:
        return ChatMessage(said.text)
    slot, until = said.offer
    below = _button(turn.heard, ButtonPress("offer", slot), until, said.language)
    return ChatMessage(said.text, (below,))


def _link(session: Session, turn: ChatTurn, code: str, now: datetime) -> ChatMessage:
    incoming, heard = turn.incoming, turn.heard
    member = links.use_code(session, heard, incoming.user, code, now)
    if member is None:
        text = say("This code is not valid. A code holds for ten minutes: get another one.")
        return ChatMessage(_said(session, turn, text))
    if incoming.is_private:
        links.spoke_alone(session, heard.id, incoming.user, incoming.place)
    text = say("You are {member} from now on.", member=members.find(session, member).name)
    known = replace(turn, actor=actor_of(heard, member))
    return ChatMessage(_said(session, known, text))


def _said(session: Session, turn: ChatTurn, text: Sentence) -> str:
    zone = teams.of_id(session, turn.heard.team).zone
    return text.said_in(_language(session, turn), zone)


def _language(session: Session, turn: ChatTurn) -> str:
    """Return the language of whoever reads: of the member, of their platform, of the team."""
    own = members.find(session, turn.actor.member).languages[:1] if turn.actor.member else ()
    team = teams.of_id(session, turn.heard.team)
    spoken = (*own, _locale(turn), *team.languages)
    return next((each for each in spoken if each in LANGUAGES), "en")


def _text(turn: ChatTurn) -> str:
    return turn.incoming.text[:LONGEST]


def _locale(turn: ChatTurn) -> str | None:
    locale = (turn.incoming.locale or "")[:2].lower()
    return locale if locale in LANGUAGES else None
