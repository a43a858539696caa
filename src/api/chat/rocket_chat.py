"""Rocket.Chat: an outgoing webhook, whose answer is written where the question stands."""

from datetime import datetime

from api.chat import marks, reading
from api.chat.adapter import (
    NOTHING,
    REFUSED,
    Headers,
    Heard,
    HookAnswer,
    Limits,
    PlatformCall,
    Proof,
)
from rotation.chat.message import ChatAccount, ChatDestination, ChatMessage, Incoming

name, refusal, repeated = "rocket-chat", REFUSED, NOTHING
limits = Limits(seconds=10, characters=5_000, per_second=1.0)


def verify(proof: Proof, _headers: Headers, body: bytes, _now: datetime) -> bool:
    """Tell whether a server shows the token of our integration."""
    return proof.is_shown(reading.text(reading.json_object(body), "token"))


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return the question of a message; the word that set it off is cut from it."""
    found = reading.json_object(body)
    user = reading.name_of(found, "user_id")
    if not user or found.get("bot"):
        return None
    said, trigger = reading.text(found, "text").strip(), reading.text(found, "trigger_word")
    return Incoming(
        reading.name_of(found, "message_id"),
        user,
        reading.name_of(found, "channel_id"),
        said.removeprefix(trigger).lstrip(" :,") if trigger else said,
        thread=reading.name_of(found, "tmid") or None,
        is_retried=True,
    )


def render(message: ChatMessage, _incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return the answer."""
    return HookAnswer(reading.json({"text": _content(message)}))


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Return the call of an incoming webhook that writes in a channel."""
    if account.token is None or account.server is None:
        return None
    body = {"channel": to.place, "text": _content(message)}
    body |= {"tmid": to.thread} if to.thread else {}
    url = f"{account.server}/hooks/{account.token}"
    return PlatformCall("POST", url, {"Content-Type": "application/json"}, reading.json(body))


def _content(message: ChatMessage) -> str:
    return reading.fitted(marks.alike(reading.in_words(message)), limits.characters)
