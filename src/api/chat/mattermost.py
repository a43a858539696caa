"""Mattermost: slash commands and buttons of their answers."""

from datetime import datetime
from typing import Any

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
from rotation.chat.message import ChatAccount, ChatDestination, ChatMessage, Incoming, Press

name, refusal, repeated = "mattermost", REFUSED, NOTHING
limits = Limits(seconds=3, characters=16_383, per_second=1.0)


def verify(proof: Proof, headers: Headers, body: bytes, _now: datetime) -> bool:
    """Tell whether a server shows the token of our command, or a button of ours.

    Its buttons come without any proof of their own.
    """
    if _is_json(body):
        return proof.is_button(_value(reading.json_object(body)))
    kind, _, shown = headers.get("authorization", "").partition(" ")
    if kind != "Token" or not proof.is_shown(shown):
        return False
    return proof.is_shown(reading.form(body).get("token", ""))


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return a command (a form) or the press of a button (JSON)."""
    if not _is_json(body):
        fields = reading.form(body)
        return Incoming(
            reading.name_of(fields, "trigger_id"),
            reading.name_of(fields, "user_id"),
            reading.name_of(fields, "channel_id"),
            fields.get("text", ""),
        )
    found = reading.json_object(body)
    value, post_id = _value(found), reading.name_of(found, "post_id")
    user = reading.name_of(found, "user_id")
    return Incoming(
        f"{post_id} {user} {value} {reading.name_of(found, 'trigger_id')}",
        user,
        reading.name_of(found, "channel_id"),
        press=Press(value),
        message=post_id or None,
    )


def render(message: ChatMessage, incoming: Incoming, account: ChatAccount) -> HookAnswer:
    """Return the answer of a command, or what becomes of the message that was pressed."""
    content = _content(message, account)
    if incoming.press is None:
        kind = "ephemeral" if message.is_private else "in_channel"
        return HookAnswer(reading.json({"response_type": kind, **content}))
    if not message.replaces:
        return HookAnswer(reading.json({"ephemeral_text": content["text"]}))
    props = {"attachments": content.get("attachments", [])}
    return HookAnswer(reading.json({"update": {"message": content["text"], "props": props}}))


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Return the call that writes in a channel."""
    if account.token is None or account.server is None:
        return None
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {account.token}"}
    content = _content(message, account)
    body: dict[str, Any] = {"channel_id": to.place, "message": content.pop("text")}
    body |= {"root_id": to.thread} if to.thread else {}
    body |= {"props": content} if content else {}
    return PlatformCall("POST", f"{account.server}/api/v4/posts", headers, reading.json(body))


def _content(message: ChatMessage, account: ChatAccount) -> dict[str, Any]:
    said = reading.fitted(marks.escaped(reading.fitted(message.text, 8_000)), limits.characters)
    if not message.buttons:
        return {"text": said}
    actions = [
        {
            "id": f"press{number}",
            "name": each.label,
            "integration": {"url": account.url, "context": {"value": each.value}},
        }
        for number, each in enumerate(message.buttons)
    ]
    return {"text": said, "attachments": [{"actions": actions}]}


def _value(found: dict[str, Any]) -> str:
    return reading.text(reading.part(found, "context"), "value")


def _is_json(body: bytes) -> bool:
    return body.lstrip()[:1] == b"{"
