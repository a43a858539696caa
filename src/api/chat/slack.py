"""Slack: slash commands, mentions and messages to the app, buttons."""

import hashlib
import hmac
import re
from datetime import datetime
from typing import Any

from api.chat import marks, reading
from api.chat.adapter import (
    NOTHING,
    REFUSED,
    Handshake,
    Headers,
    Heard,
    HookAnswer,
    Limits,
    PlatformCall,
    Proof,
)
from rotation.chat.message import (
    ChatAccount,
    ChatButton,
    ChatDestination,
    ChatMessage,
    Incoming,
    Press,
)

name, refusal, repeated = "slack", REFUSED, NOTHING
limits = Limits(seconds=3, characters=40_000, bytes=13_000)
TOLERANCE = 300
"""Seconds a message may be older or newer than our clock."""
_API = "https://slack.com/api/chat.postMessage"
_LATE = "https://hooks.slack.com/"
_BLOCK, _BUTTON = 3_000, 75
"""Characters of a section and of a button."""
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>", re.ASCII)
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MEANT = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def verify(proof: Proof, headers: Headers, body: bytes, now: datetime) -> bool:
    """Tell whether Slack signed a body, at most five minutes from now."""
    sent = headers.get("x-slack-request-timestamp", "")
    signed = headers.get("x-slack-signature", "")
    if not _SECONDS.fullmatch(sent) or not _SIGNATURE.fullmatch(signed):
        return False
    if abs(now.timestamp() - int(sent)) > TOLERANCE:
        return False
    message = b"v0:" + sent.encode() + b":" + body
    return proof.is_signed(
        lambda secret: b"v0=" + hmac.new(secret, message, hashlib.sha256).hexdigest().encode(),
        signed.encode(),
    )


def parse(body: bytes, headers: Headers, _account: ChatAccount) -> Heard:
    """Return a command (a form), an event (JSON) or a press (JSON in the field ``payload``)."""
    if body.lstrip()[:1] == b"{":
        return _event(reading.json_object(body))
    fields = reading.form(body)
    if "payload" in fields:
        return _press(reading.json_object(fields["payload"]))
    place = f"{fields.get('team_id', '')}:{fields.get('channel_id', '')}"
    return Incoming(
        headers.get("x-slack-signature", ""),
        reading.name_of(fields, "user_id"),
        place[: reading.LONGEST_ID],
        fields.get("text", ""),
        # Whoever asks by a command reads the answer alone; a direct message is one that lasts.
        is_private=fields.get("channel_name") == "directmessage",
    )


def render(message: ChatMessage, incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return the answer of a command; events and presses are answered by a call."""
    if incoming.is_retried or incoming.press is not None:
        return HookAnswer(media_type="text/plain", is_late=True)
    kind = "ephemeral" if message.is_private else "in_channel"
    return HookAnswer(reading.json({"response_type": kind, **_content(message)}))


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Return the call that posts in a channel, or answers what was pressed."""
    if to.reply_url is not None:
        if not to.reply_url.startswith(_LATE):
            return None
        kind = "ephemeral" if message.is_private and not message.replaces else "in_channel"
        body = {"response_type": kind, "replace_original": message.replaces, **_content(message)}
        return PlatformCall("POST", to.reply_url, _headers(None), reading.json(body))
    if account.token is None:
        return None
    channel = to.place.rpartition(":")[2]
    body = {"channel": channel, **_content(message), "unfurl_links": False}
    body |= {"thread_ts": to.thread} if to.thread else {}
    return PlatformCall(
        "POST", _API, _headers(account.token), reading.json(body), reading.slack_failure
    )


def _content(message: ChatMessage) -> dict[str, Any]:
    """Return text and blocks: names neither mention nor format, their marks are escaped or off."""
    plainly = marks.defused(message.text)
    said = reading.fitted(plainly, limits.characters // 5).translate(_MARKS)
    content: dict[str, Any] = {"text": said, "mrkdwn": False}
    if message.buttons:
        plain = {"type": "plain_text", "text": reading.fitted(plainly, _BLOCK), "emoji": False}
        content["blocks"] = [
            {"type": "section", "text": plain},
            {"type": "actions", "elements": [_button(each) for each in message.buttons]},
        ]
    return content


def _button(each: ChatButton) -> dict[str, Any]:
    label = {"type": "plain_text", "text": reading.fitted(each.label, _BUTTON), "emoji": False}
    return {"type": "button", "text": label, "value": each.value, "action_id": each.value[:24]}


def _event(found: dict[str, Any]) -> Incoming | Handshake | None:
    if found.get("type") == "url_verification":
        challenge = reading.json({"challenge": reading.string(found, "challenge")})
        return Handshake(HookAnswer(challenge))
    event = reading.part(found, "event")
    kind = event.get("type")
    if found.get("type") != "event_callback" or kind not in {"app_mention", "message"}:
        return None
    is_private = kind == "message" and event.get("channel_type") == "im"
    user, channel = reading.name_of(event, "user"), reading.name_of(event, "channel")
    # Own messages and those of other bots are never answered: two bots would talk for ever.
    if (kind == "message" and not is_private) or "bot_id" in event or "subtype" in event:
        return None
    if not user or not channel:
        return None
    thread = reading.name_of(event, "thread_ts") or reading.name_of(event, "ts")
    return Incoming(
        reading.name_of(found, "event_id"),
        user,
        f"{reading.name_of(found, 'team_id')}:{channel}",
        _text(reading.string(event, "text")),
        thread=None if is_private else thread,
        is_private=is_private,
        is_retried=True,
    )


def _press(found: dict[str, Any]) -> Incoming | None:
    actions = found.get("actions")
    if found.get("type") != "block_actions" or not isinstance(actions, list) or not actions:
        return None
    container = reading.part(found, "container")
    return Incoming(
        f"press {reading.name_of(found, 'trigger_id')} {reading.string(found, 'response_url')}",
        reading.name_of(reading.part(found, "user"), "id"),
        f"{reading.name_of(reading.part(found, 'team'), 'id')}:"
        f"{reading.name_of(container, 'channel_id')}",
        press=Press(reading.string(reading.part({"first": actions[0]}, "first"), "value")),
        thread=reading.name_of(container, "thread_ts") or None,
        message=reading.name_of(container, "message_ts") or None,
        reply_url=reading.string(found, "response_url")[:2000] or None,
    )


def _text(said: str) -> str:
    bare = _MENTION.sub(" ", said)
    for mark, sign in _MEANT:
        bare = bare.replace(mark, sign)
    return bare.strip()


def _headers(token: str | None) -> dict[str, str]:
    signed = {"Authorization": f"Bearer {token}"} if token else {}
    return {"Content-Type": "application/json; charset=utf-8", **signed}
