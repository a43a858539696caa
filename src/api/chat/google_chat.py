"""Google Chat: an app over HTTP, in its own form and in that of a Workspace add-on."""

import re
from datetime import datetime
from typing import Any

from api.chat import json_tokens, marks, reading
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
from api.chat.json_tokens import TokenIssuer
from rotation.chat.message import ChatAccount, ChatDestination, ChatMessage, Incoming, Press

name, refusal, repeated = "google-chat", REFUSED, NOTHING
limits = Limits(seconds=30, characters=8_000, bytes=32_000, per_second=1.0)
ID_KEYS = "https://www.googleapis.com/oauth2/v3/certs"
CHAT_KEYS = "https://www.googleapis.com/service_accounts/v1/jwk/chat@system.gserviceaccount.com"
CHAT = "chat@system.gserviceaccount.com"
GOOGLE = "https://accounts.google.com"
_ADD_ON = re.compile(r"service-([0-9]{1,20})@gcp-sa-gsuiteaddons\.iam\.gserviceaccount\.com")


def verify(proof: Proof, headers: Headers, _body: bytes, now: datetime) -> bool:
    """Tell whether Google Chat sent a body to us: to our address, or to our project by number.

    A Google ID token proves that somebody has an account at Google: whose it is, is looked at here.
    """
    by_number = TokenIssuer(CHAT_KEYS, CHAT, proof.account)
    if json_tokens.claims(headers, by_number, proof.key_of, now):
        return True
    by_address = TokenIssuer(ID_KEYS, GOOGLE, proof.url)
    found = json_tokens.claims(headers, by_address, proof.key_of, now)
    email = found.get("email")
    if found.get("email_verified") is not True or not isinstance(email, str):
        return False
    add_on = _ADD_ON.fullmatch(email)
    return email == CHAT or bool(add_on and proof.account and add_on[1] == proof.account)


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return a message or a press, in either form."""
    found = reading.json_object(body)
    chat = reading.part(found, "chat")
    common = reading.part(found, "commonEventObject") or reading.part(found, "common")
    if chat:
        payload = reading.part(chat, "messagePayload") or reading.part(chat, "buttonClickedPayload")
        is_press = "buttonClickedPayload" in chat
        found = {**payload, "user": chat.get("user"), "eventTime": chat.get("eventTime")}
    else:
        is_press = found.get("type") == "CARD_CLICKED"
    message, user = reading.part(found, "message"), reading.part(found, "user")
    space = reading.part(found, "space") or reading.part(message, "space")
    who, name_of = reading.name_of(user, "name"), reading.name_of(message, "name")
    if not who or not message or user.get("type") == "BOT":
        return None
    at, thread = reading.text(found, "eventTime"), reading.part(message, "thread")
    text = reading.text(message, "argumentText") or reading.text(message, "text")
    value = reading.text(reading.part(common, "parameters"), "value")
    return Incoming(
        f"{name_of} {who} {at} {value}" if is_press else name_of or f"{at} {who}",
        who,
        reading.name_of(space, "name"),
        "" if is_press else text.strip(),
        thread=reading.name_of(thread, "name") or None,
        press=Press(value) if is_press else None,
        locale=reading.name_of(common, "userLocale") or None,
        # Which of its two forms it speaks decides how it has to be answered.
        reply_url="add-on" if chat else None,
        is_private=space.get("type") == "DM" or space.get("spaceType") == "DIRECT_MESSAGE",
    )


def render(message: ChatMessage, incoming: Incoming, account: ChatAccount) -> HookAnswer:
    """Return the answer in the form that the question had."""
    content: dict[str, Any] = {"text": reading.fitted(marks.alike(message.text), limits.characters)}
    if message.buttons or message.replaces:
        content["cardsV2"] = [_card(message, account)] if message.buttons else []
    if incoming.reply_url is None:
        if message.replaces:
            content["actionResponse"] = {"type": "UPDATE_MESSAGE"}
        return HookAnswer(reading.json(content))
    kind = "updateMessageAction" if message.replaces else "createMessageAction"
    whole = {"hostAppDataAction": {"chatDataAction": {kind: {"message": content}}}}
    return HookAnswer(reading.json(whole))


def post(
    _account: ChatAccount, _to: ChatDestination, _message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Write nothing: that takes a service account of Google."""
    return None


def _card(message: ChatMessage, account: ChatAccount) -> dict[str, Any]:
    pressed = [
        {
            "text": each.label,
            "onClick": {
                "action": {
                    "function": account.url or "press",
                    "parameters": [{"key": "value", "value": each.value}],
                }
            },
        }
        for each in message.buttons
    ]
    widgets = [{"buttonList": {"buttons": pressed}}]
    return {"cardId": "rota", "card": {"sections": [{"widgets": widgets}]}}
