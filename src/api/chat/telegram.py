"""Telegram: messages and commands to a bot, inline buttons."""

import re
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

name, refusal, repeated = "telegram", REFUSED, NOTHING
limits = Limits(seconds=None, characters=4_096, per_second=1.0)
_API = "https://api.telegram.org"
_ALERT = 200
"""Characters of what is shown to whoever presses, and to nobody else."""
_COMMAND = re.compile(r"/(?:onduty|start|rota)(?:@\w+)?|@\w+(?<=bot)", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,19}", re.ASCII)


def verify(proof: Proof, headers: Headers, _body: bytes, _now: datetime) -> bool:
    """Tell whether Telegram shows the secret that it was given with our address."""
    return proof.is_shown(headers.get("x-telegram-bot-api-secret-token", ""))


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return a message, or the press of a button."""
    found = reading.json_object(body)
    pressed = reading.part(found, "callback_query")
    message = reading.part(found, "message") or reading.part(pressed, "message")
    sender, chat = reading.part(pressed or message, "from"), reading.part(message, "chat")
    user, place = reading.name_of(sender, "id"), reading.name_of(chat, "id")
    said = reading.text(message, "text") if not pressed else ""
    if not user or not place or sender.get("is_bot") is True or not (pressed or said):
        return None
    return Incoming(
        reading.name_of(found, "update_id"),
        user,
        place,
        _COMMAND.sub(" ", said).strip(),
        thread=reading.name_of(message, "message_thread_id") or None,
        press=Press(reading.text(pressed, "data")) if pressed else None,
        locale=reading.name_of(sender, "language_code") or None,
        message=reading.name_of(message, "message_id") or None,
        reply_url=reading.name_of(pressed, "id") or None,
        is_private=chat.get("type") == "private",
        is_retried=True,
    )


def render(message: ChatMessage, incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return a method for Telegram to carry out; what was pressed is rewritten by a call after."""
    if incoming.press is None:
        to = ChatDestination(incoming.place, incoming.thread)
        return HookAnswer(reading.json({"method": "sendMessage", **_content(message, to)}))
    answered: dict[str, Any] = {
        "method": "answerCallbackQuery",
        "callback_query_id": incoming.reply_url,
    }
    if not message.replaces:
        said = reading.fitted(marks.defused(message.text), _ALERT)
        answered |= {"text": said, "show_alert": True}
    return HookAnswer(reading.json(answered), is_late=message.replaces)


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Return the call that writes in a chat, or over what was pressed."""
    if account.token is None or not _NUMBER.fullmatch(to.place):
        return None
    method = "editMessageText" if to.message else "sendMessage"
    url = f"{account.server or _API}/bot{account.token}/{method}"
    headers = {"Content-Type": "application/json"}
    return PlatformCall("POST", url, headers, reading.json(_content(message, to)), _failure)


def _content(message: ChatMessage, to: ChatDestination) -> dict[str, Any]:
    """Return a message without a parse mode: nothing in it formats."""
    said = reading.fitted(marks.defused(message.text), limits.characters)
    content: dict[str, Any] = {"chat_id": int(to.place), "text": said}
    content["link_preview_options"] = {"is_disabled": True}
    if to.thread and not to.message:
        content["message_thread_id"] = int(to.thread)
    if to.message:
        content["message_id"] = int(to.message)
    if message.buttons:
        rows = [[{"text": each.label, "callback_data": each.value}] for each in message.buttons]
        content["reply_markup"] = {"inline_keyboard": rows}
    return content


def _failure(body: bytes) -> str:
    found = reading.json_object(body)
    return "" if found.get("ok") is True else reading.text(found, "description") or "no answer"
