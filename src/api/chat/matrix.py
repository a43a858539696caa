"""Matrix: an application service, which a homeserver sends the messages of its rooms."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from api.chat import reading
from api.chat.adapter import (
    Handshake,
    Headers,
    Heard,
    HookAnswer,
    Limits,
    PlatformCall,
    Proof,
)
from rotation.chat import commands
from rotation.chat.message import ChatAccount, ChatDestination, ChatMessage, Incoming

name = "matrix"
refusal = HookAnswer(b'{"errcode":"M_FORBIDDEN"}', status=403)
repeated = HookAnswer(b"{}")
limits = Limits(seconds=None, characters=16_000, bytes=65_536, per_second=10.0)
_UNKNOWN = HookAnswer(b'{"errcode":"M_UNRECOGNIZED"}', status=404)
_NOT_FOUND = HookAnswer(b'{"errcode":"M_NOT_FOUND"}', status=404)
_EMPTY = repeated
_TRANSACTION = re.compile(r"transactions/([^/]{1,255})")
_MOST_EVENTS = 50


def verify(proof: Proof, headers: Headers, _body: bytes, _now: datetime) -> bool:
    """Tell whether a homeserver shows the hs_token of our registration."""
    kind, _, shown = headers.get("authorization", "").partition(" ")
    return kind == "Bearer" and proof.is_shown(shown)


def parse(body: bytes, headers: Headers, account: ChatAccount) -> Heard:
    """Return the questions and invitations of a transaction; pings and queries are answered."""
    path, method = headers.get(":path", ""), headers.get(":method", "")
    if path == "ping" and method == "POST":
        return Handshake(_EMPTY)
    if method == "GET" and path.startswith(("users/", "rooms/")):
        is_ours = unquote(path.removeprefix("users/")) == account.account
        return Handshake(_EMPTY if is_ours else _NOT_FOUND)
    found = _TRANSACTION.fullmatch(path)
    if found is None or method != "PUT":
        return Handshake(_UNKNOWN)
    events = reading.json_object(body).get("events")
    listed = events[:_MOST_EVENTS] if isinstance(events, list) else []
    heard = (_incoming(each, found[1], account) for each in listed if isinstance(each, dict))
    said = tuple(each for each in heard if each is not None)
    return said or Handshake(_EMPTY)


def render(_message: ChatMessage, _incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return the acknowledgement of a transaction; its messages are answered by calls."""
    return HookAnswer(b"{}", is_late=True)


def post(
    account: ChatAccount, to: ChatDestination, message: ChatMessage, key: str
) -> PlatformCall | None:
    """Return the call that writes in a room; the key makes it happen once.

    A homeserver refuses us in a room that we were invited to: then we join it.
    """
    if account.token is None or account.server is None:
        return None
    client, room = f"{account.server}/_matrix/client/v3", quote(to.place, safe="")
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {account.token}"}
    said = reading.fitted(reading.in_words(message), limits.characters)
    content: dict[str, Any] = {"msgtype": "m.notice", "body": said, "m.mentions": {}}
    if to.thread:
        content["m.relates_to"] = {"rel_type": "m.thread", "event_id": to.thread}
    join = PlatformCall("POST", f"{client}/join/{room}", headers, b"{}")
    url = f"{client}/rooms/{room}/send/m.room.message/{quote(key, safe='')}"
    return PlatformCall("PUT", url, headers, reading.json(content), when_refused=join)


def _incoming(event: dict[str, Any], txn: str, account: ChatAccount) -> Incoming | None:
    """Return the message of an event, when it is for us; a notice is of another bot."""
    content, us = reading.part(event, "content"), account.account or ""
    sender, room = reading.name_of(event, "sender"), reading.name_of(event, "room_id")
    if not sender or not room or sender == us:
        return None
    kind, text = event.get("type"), ""
    if kind == "m.room.member":
        if event.get("state_key") != us or content.get("membership") != "invite":
            return None
        text = "help"
    elif kind == "m.room.message" and content.get("msgtype") == "m.text":
        text = _for_us(content, us)
    if not text:
        return None
    relation = reading.part(content, "m.relates_to")
    is_thread = relation.get("rel_type") == "m.thread"
    thread = reading.name_of(relation, "event_id") if is_thread else ""
    key = f"{txn} {reading.name_of(event, 'event_id')}"
    return Incoming(key, sender, room, text, thread=thread or None, is_retried=True, is_kept=True)


def _for_us(content: dict[str, Any], us: str) -> str:
    """Return what a message says to us; empty when it is for others.

    It is for us when it mentions us, begins with our name, or is one of our commands.
    """
    said, localpart = reading.text(content, "body"), us[1:].partition(":")[0]
    mentioned = reading.part(content, "m.mentions").get("user_ids")
    named = re.compile(rf"\s*!?@?{re.escape(localpart)}(?::[\w.-]+)?\s*[:,]?\s+", re.IGNORECASE)
    bare = named.sub("", said, count=1) if named.match(said) else said
    is_named = bare != said or (isinstance(mentioned, list) and us in mentioned)
    return bare.strip() if is_named or commands.read(bare) else ""
