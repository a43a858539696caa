"""Notices into chats: to a channel, or to a member where they have spoken to us alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.clients.chats import Chats
from rotation.chat import connections, conversation
from rotation.chat.buttons import ButtonPress
from rotation.chat.connections import ConnectionSecret
from rotation.chat.late_answers import LateAnswer
from rotation.chat.message import ChatButton, ChatDestination, ChatMessage
from rotation.chat.presses import ButtonNotice
from rotation.database import Database
from rotation.notices import sentences
from rotation.notices.delivery import GONE, Answered
from rotation.notices.messages import PEOPLE
from rotation.notices.outgoing import OutgoingMessage
from rotation.timespan import zone
from rotation.words import Sentence, say


class ChatNotices:
    """Writes notices on the connections of chats, with buttons where a question is asked."""

    def __init__(self, chats: Chats, database: Database) -> None:
        """Write by the calls of platforms, on the connections in a database."""
        self._chats, self._database = chats, database

    def send(self, message: OutgoingMessage) -> Answered:
        """Write a message; a connection that was cut off wants nothing any more."""
        platform, connection, place = message.address.split("/", 2)
        heard = connections.line(self._database, platform, UUID(connection), message.at)
        if heard is None:
            return Answered(ok=False, code=GONE, reply="the connection was cut off", for_good=True)
        shown = _unnamed(message) if heard.privacy == "role" else message
        said = ChatMessage(_text(shown), _buttons(heard, message), is_private=False)
        to = LateAnswer(message.id, heard.account, ChatDestination(place), said, message.attempt)
        written = self._chats.write(to)
        return Answered(
            ok=not written.failure,
            reply=written.failure,
            for_good=written.is_final,
            retry_after=written.retry_after,
        )


def _text(message: OutgoingMessage) -> str:
    """Return what a message says; where buttons answer, the link to do so is left out."""
    payload = message.payload
    if message.kind in {"cover.asked", "swap.offered"} and message.about is not None:
        payload = {key: value for key, value in payload.items() if key != "answer_url"}
    there = zone(message.timezone)
    lines = (
        sentences.subject(message.kind, payload, message.at),
        *sentences.body(message.kind, payload, message.timezone),
    )
    return "\n".join(each.said_in(message.language, there) for each in lines)


def _buttons(heard: ConnectionSecret, message: OutgoingMessage) -> tuple[ChatButton, ...]:
    """Return the buttons that answer a question; none below what only tells."""
    about, payload = message.about, message.payload
    if about is None:
        return ()
    until: str | None = None
    presses: tuple[ButtonPress, ...] = ()
    if message.kind == "cover.asked":
        presses = ButtonPress("step_in", about), ButtonPress("cannot", about)
        until = (payload.get("shift") or {}).get("end")
    elif message.kind == "swap.offered":
        is_to_one = payload.get("offered_to") is not None
        verbs = ("accept", "decline") if is_to_one else ("take",)
        presses = tuple(ButtonPress(each, about) for each in verbs)  # type: ignore[arg-type]  # verbs
        until = payload.get("expires_at")
    if not presses or not until:
        return ()
    found = ButtonNotice(Sentence(""), presses, datetime.fromisoformat(until))
    return conversation.buttons_of(heard, found, message.language)


def _unnamed(message: OutgoingMessage) -> OutgoingMessage:
    """Return a message in which nobody is named."""
    somebody = say("Somebody").said_in(message.language)

    def hidden(value: Any) -> Any:  # Any: JSON
        if isinstance(value, list):
            return [hidden(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        return {
            key: {**each, "name": somebody} if key in PEOPLE and each else hidden(each)
            for key, each in value.items()
        }

    return replace(message, payload=hidden(message.payload))
