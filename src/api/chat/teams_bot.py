"""Microsoft Teams by a bot: messages, and buttons on a card; it answers by a call of its own."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from api.chat import activities, json_tokens, marks, reading
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

name, refusal, repeated = "teams-bot", REFUSED, NOTHING
limits = Limits(seconds=15, characters=4_000, per_second=1.0)
KEYS = "https://login.botframework.com/v1/.well-known/keys"
ISSUER = "https://api.botframework.com"
TOKENS = "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token"
_CARD = "application/vnd.microsoft.card.adaptive"
_PLACE = re.compile(r"(https://[!-~]{1,200}) ([!-~]{1,255})", re.ASCII)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def verify(proof: Proof, headers: Headers, body: bytes, now: datetime) -> bool:
    """Tell whether the Bot Framework sent an activity for our bot from where it says."""
    issuer = TokenIssuer(KEYS, ISSUER, proof.account)
    found = json_tokens.claims(headers, issuer, proof.key_of, now)
    here = reading.text(reading.json_object(body), "serviceUrl")
    return bool(here) and found.get("serviceurl") == here


def parse(body: bytes, _headers: Headers, _account: ChatAccount) -> Heard:
    """Return a message, or the press of a button on a card."""
    found = reading.json_object(body)
    action = reading.part(found, "value", "action", "data")
    is_press = found.get("type") == "invoke" and found.get("name") == "adaptiveCard/action"
    if is_press:
        found = {**found, "type": "message", "text": ""}
    said = activities.incoming(found, is_retried=True)
    if said is None or not said.place:
        return None
    return Incoming(
        said.key,
        said.user,
        f"{reading.text(found, 'serviceUrl').rstrip('/')} {said.place}",
        said.text,
        press=Press(reading.text(action, "value")) if is_press else None,
        locale=said.locale,
        message=said.message,
        is_private=said.is_private,
        is_retried=not is_press,
    )


def render(message: ChatMessage, incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return the card that takes the place of what was pressed; messages are answered by a call."""
    if incoming.press is None:
        return HookAnswer(media_type="text/plain", is_late=True)
    if not message.replaces:
        kind = "application/vnd.microsoft.activity.message"
        said = marks.defused(reading.fitted(message.text, limits.characters))
        return HookAnswer(reading.json({"statusCode": 200, "type": kind, "value": said}))
    return HookAnswer(reading.json({"statusCode": 200, "type": _CARD, "value": _card(message)}))


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Return the call that writes in a conversation, signed in as the bot."""
    found = _PLACE.fullmatch(to.place)
    if account.token is None or account.account is None or found is None:
        return None
    server, conversation = found.groups()
    body = activities.text(message.text, limits.characters)
    if message.buttons:
        card = {"contentType": _CARD, "content": _card(message)}
        body = {"type": "message", "attachments": [card]}
    url = f"{server}/v3/conversations/{quote(conversation, safe='')}/activities"
    method = "POST"
    if to.message is not None:
        url, method = f"{url}/{quote(to.message, safe='')}", "PUT"
    asked = {
        "grant_type": "client_credentials",
        "client_id": account.account,
        "client_secret": account.token,
        "scope": f"{ISSUER}/.default",
    }
    sign_in = PlatformCall("POST", TOKENS, _FORM, urlencode(asked).encode())
    headers = {"Content-Type": "application/json"}
    return PlatformCall(method, url, headers, reading.json(body), token_from=sign_in)


def _card(message: ChatMessage) -> dict[str, Any]:
    """Return a card; its text runs are shown as they are, without any markup."""
    said = marks.defused(reading.fitted(message.text, limits.characters))
    run = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": said}]}
    pressed = [
        {"type": "Action.Execute", "title": each.label, "data": {"value": each.value}}
        for each in message.buttons
    ]
    schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    whole = {"type": "AdaptiveCard", "version": "1.4", "body": [run], "actions": pressed}
    return {"$schema": schema, **whole}
