"""Chat platforms as they call us: each signs what it sends, and reads what it is answered.

``most`` is how long a text a platform takes. How often, and how large, what we write on our own
may be is enforced by ``clients/test_chat_limits.py``.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from api.chat import google_chat, teams_bot
from api.chat.adapter import Proof

SECRET = "a-secret-of-the-platform-0123456789"
TEAMS_SECRET = "vqF0En+Z0ucuRTM/01o2GuhMH3hKKk/N2bOmlM31zaA="
APP, PROJECT = "0c5d2f7e-app", "123456789012"
SERVICE = "https://smba.trafficmanager.net/emea/"
DISCORD_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
Headers = dict[str, str]


@dataclass(frozen=True)
class ChatRequest:
    """What a platform sends: headers in lower case, a body, what follows our address."""

    headers: Headers
    body: bytes
    path: str = ""
    method: str = "POST"


@dataclass(frozen=True)
class Said:
    """What somebody says on a platform, or (``press``) which button they press.

    ``number`` tells messages apart: the same is the same message, delivered again.
    """

    text: str = ""
    user: str = "U1"
    press: str | None = None
    number: int = 1


@dataclass(frozen=True)
class FakePlatform:
    """A platform: how a connection to it is made, and what it sends.

    ``proofs`` are the headers that prove a message, ``is_retried``: it delivers again what is not
    answered by success; ``clock``: seconds a message may be old.
    """

    name: str
    ask: Callable[[Said, datetime], ChatRequest]
    connection: Mapping[str, Any]
    proof: Proof
    proofs: tuple[str, ...] = ()
    is_retried: bool = False
    clock: int | None = None
    has_buttons: bool = False
    most: int = 40_000
    read: Callable[[bytes], str] = field(default=lambda body: body.decode())


def digests(secret: str = SECRET) -> Proof:
    """Return the proof of a platform that shows its secret."""
    return Proof((hashlib.sha256(secret.encode()).digest(),), url="https://rota.example.org/h")


def as_json(value: object) -> bytes:
    """Return JSON."""
    return json.dumps(value).encode()


def slack(said: Said, now: datetime) -> ChatRequest:
    """Return a slash command, or the press of a button."""
    fields = {"team_id": "T1", "channel_id": "C1", "user_id": said.user, "text": said.text}
    fields["trigger_id"] = f"{said.number}"
    if said.press is not None:
        payload = {
            "type": "block_actions",
            "trigger_id": f"{said.number}",
            "user": {"id": said.user},
            "team": {"id": "T1"},
            "container": {"channel_id": "C1", "message_ts": "1.1"},
            "actions": [{"value": said.press}],
            "response_url": "https://hooks.slack.com/actions/T1/1/x",
        }
        fields = {"payload": json.dumps(payload)}
    return slack_signed(urlencode(fields).encode(), now)


def slack_event(said: Said, now: datetime) -> ChatRequest:
    """Return a mention in a channel."""
    event = {"type": "app_mention", "user": said.user, "channel": "C1", "ts": "1.1"}
    event["text"] = f"<@U0ROTA> {said.text}"
    whole = {"type": "event_callback", "team_id": "T1", "event": event}
    return slack_signed(as_json({**whole, "event_id": f"Ev{said.number}"}), now)


def slack_signed(body: bytes, now: datetime) -> ChatRequest:
    """Return a body as Slack signs it."""
    sent = str(int(now.timestamp()))
    signed = hmac.new(SECRET.encode(), b"v0:" + sent.encode() + b":" + body, hashlib.sha256)
    headers = {"x-slack-request-timestamp": sent, "x-slack-signature": f"v0={signed.hexdigest()}"}
    return ChatRequest(headers, body)


def activity(said: Said, now: datetime) -> dict[str, Any]:
    """Return an activity of the Bot Framework."""
    found: dict[str, Any] = {
        "type": "message",
        "id": f"{said.number}",
        "timestamp": now.isoformat(),
        "serviceUrl": SERVICE,
        "from": {"id": said.user, "name": "Ann"},
        "conversation": {"id": "19:x"},
        "text": f"<at>Rota</at> {said.text}",
        "locale": "en-GB",
    }
    if said.press is not None:
        found |= {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "1"}
        found["value"] = {"action": {"data": {"value": said.press}}}
    return found


def teams(said: Said, now: datetime) -> ChatRequest:
    """Return a message to an outgoing webhook."""
    body = as_json(activity(said, now))
    signed = hmac.digest(base64.b64decode(TEAMS_SECRET), body, hashlib.sha256)
    return ChatRequest({"authorization": "HMAC " + base64.b64encode(signed).decode()}, body)


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Return the key that platforms sign tokens with in tests; making one takes a moment."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2048)


def token(now: datetime, claims: Mapping[str, Any], kid: str = "k1") -> str:
    """Return a token that holds for an hour."""
    whole = {"exp": int((now + timedelta(hours=1)).timestamp()), **claims}
    return jwt.encode(whole, rsa_key(), algorithm="RS256", headers={"kid": kid})


def key_of(_address: str, kid: str) -> Any:
    """Return the public key of an id."""
    return rsa_key().public_key() if kid == "k1" else None


def teams_bot_message(said: Said, now: datetime) -> ChatRequest:
    """Return a message to a bot."""
    claims = {"iss": teams_bot.ISSUER, "aud": APP, "serviceurl": SERVICE}
    headers = {"authorization": f"Bearer {token(now, claims)}"}
    return ChatRequest(headers, as_json(activity(said, now)))


def google(said: Said, now: datetime) -> ChatRequest:
    """Return a message to an app, to the number of its project."""
    message = {"name": f"spaces/1/messages/{said.number}", "argumentText": said.text}
    whole: dict[str, Any] = {"type": "MESSAGE", "message": message, "space": {"name": "spaces/1"}}
    whole |= {"user": {"name": f"users/{said.user}"}, "eventTime": f"{said.number}"}
    if said.press is not None:
        whole |= {"type": "CARD_CLICKED", "common": {"parameters": {"value": said.press}}}
    claims = {"iss": google_chat.CHAT, "aud": PROJECT}
    return ChatRequest({"authorization": f"Bearer {token(now, claims)}"}, as_json(whole))


def telegram(said: Said, _now: datetime) -> ChatRequest:
    """Return an update."""
    sender = {"id": said.user, "is_bot": False, "language_code": "en"}
    message = {"message_id": 1, "from": sender, "chat": {"id": 5, "type": "group"}}
    update: dict[str, Any] = {"update_id": said.number}
    if said.press is None:
        update["message"] = {**message, "text": f"/onduty@rota_bot {said.text}"}
    else:
        update["callback_query"] = {"id": "9", "from": sender, "message": message}
        update["callback_query"]["data"] = said.press
    return ChatRequest({"x-telegram-bot-api-secret-token": SECRET}, as_json(update))


def discord(said: Said, now: datetime) -> ChatRequest:
    """Return an interaction."""
    whole: dict[str, Any] = {"type": 2, "id": f"{said.number}", "guild_id": "9", "locale": "en-GB"}
    whole |= {"channel_id": "7", "member": {"user": {"id": said.user}}, "token": "t"}
    options = [{"name": "question", "type": 3, "value": said.text}]
    whole["data"] = {"name": "onduty", "options": options}
    if said.press is not None:
        whole |= {"type": 3, "data": {"custom_id": said.press}, "message": {"id": "3"}}
    body, sent = as_json(whole), str(int(now.timestamp()))
    signed = DISCORD_KEY.sign(sent.encode() + body).hex()
    return ChatRequest({"x-signature-timestamp": sent, "x-signature-ed25519": signed}, body)


def mattermost(said: Said, _now: datetime) -> ChatRequest:
    """Return a command, or the press of a button, which has no proof of its own."""
    if said.press is not None:
        pressed = {"user_id": said.user, "channel_id": "c", "post_id": "p", "team_id": "t"}
        pressed["trigger_id"] = f"{said.number}"
        return ChatRequest({}, as_json({**pressed, "context": {"value": said.press}}))
    fields = {"token": SECRET, "user_id": said.user, "channel_id": "c", "team_id": "t"}
    fields |= {"text": said.text, "trigger_id": f"{said.number}", "command": "/onduty"}
    return ChatRequest({"authorization": f"Token {SECRET}"}, urlencode(fields).encode())


def matrix(said: Said, _now: datetime) -> ChatRequest:
    """Return a transaction with one message."""
    event = {"type": "m.room.message", "sender": f"@{said.user.lower()}:example.org"}
    event |= {"room_id": "!r:example.org", "event_id": f"${said.number}"}
    content = {"msgtype": "m.text", "body": f"rota: {said.text}"}
    body = as_json({"events": [{**event, "content": content}]})
    path = f"/_matrix/app/v1/transactions/{said.number}"
    return ChatRequest({"authorization": f"Bearer {SECRET}"}, body, path, "PUT")


def zulip(said: Said, _now: datetime) -> ChatRequest:
    """Return a message to an outgoing webhook."""
    message = {"id": said.number, "sender_id": said.user, "type": "stream", "stream_id": 4}
    whole = {"token": SECRET, "data": f"@**Rota** {said.text}", "bot_email": "rota-bot@x.org"}
    return ChatRequest({}, as_json({**whole, "message": {**message, "subject": "duty"}}))


def rocket(said: Said, _now: datetime) -> ChatRequest:
    """Return a message to an outgoing webhook."""
    whole = {"token": SECRET, "message_id": f"{said.number}", "user_id": said.user, "bot": False}
    whole |= {"channel_id": "G", "text": f"rota {said.text}", "trigger_word": "rota"}
    return ChatRequest({}, as_json(whole))


def plain(said: Said, _now: datetime) -> ChatRequest:
    """Return a question as text."""
    return ChatRequest({"authorization": f"Bearer {SECRET}"}, said.text.encode())


def _of(*path: str) -> Callable[[bytes], str]:
    def read(body: bytes) -> str:
        found: Any = json.loads(body)
        for each in path:
            found = found[each]
        return str(found)

    return read


_WITH_KEYS = {"key_of": key_of, "url": "https://rota.example.org/h"}
_SERVER = "https://8.8.8.8"
EVERY = (
    FakePlatform(
        "slack",
        slack,
        {"secret": SECRET, "token": "xoxb-0123456789"},
        Proof((SECRET.encode(),)),
        ("x-slack-request-timestamp", "x-slack-signature"),
        clock=300,
        has_buttons=True,
        read=_of("text"),
    ),
    FakePlatform(
        "teams",
        teams,
        {"secret": TEAMS_SECRET},
        Proof((TEAMS_SECRET.encode(),)),
        ("authorization",),
        clock=300,
        most=28_000,
        read=_of("text"),
    ),
    FakePlatform(
        "teams-bot",
        teams_bot_message,
        {"account": APP, "token": "client-secret"},
        Proof((), APP, **_WITH_KEYS),  # type: ignore[arg-type]  # a mapping of both fields
        ("authorization",),
        is_retried=True,
        has_buttons=True,
    ),
    FakePlatform(
        "telegram",
        telegram,
        {"secret": SECRET, "token": "1234:abcdef"},
        digests(),
        ("x-telegram-bot-api-secret-token",),
        is_retried=True,
        has_buttons=True,
        most=4_096,
        read=_of("text"),
    ),
    FakePlatform(
        "discord",
        discord,
        {"secret": DISCORD_KEY.public_key().public_bytes_raw().hex(), "token": "bot-token-1"},
        Proof((DISCORD_KEY.public_key().public_bytes_raw().hex().encode(),)),
        ("x-signature-timestamp", "x-signature-ed25519"),
        clock=300,
        has_buttons=True,
        most=2_000,
        read=_of("data", "content"),
    ),
    FakePlatform(
        "mattermost",
        mattermost,
        {"secret": SECRET, "server": _SERVER, "token": "bot-token-1"},
        digests(),
        ("authorization",),
        has_buttons=True,
        most=16_383,
        read=_of("text"),
    ),
    FakePlatform(
        "matrix",
        matrix,
        {"secret": SECRET, "server": _SERVER, "account": "@rota:example.org"},
        digests(),
        ("authorization",),
        is_retried=True,
    ),
    FakePlatform(
        "zulip", zulip, {"secret": SECRET}, digests(), is_retried=True, read=_of("content")
    ),
    FakePlatform(
        "google-chat",
        google,
        {"account": PROJECT},
        Proof((), PROJECT, **_WITH_KEYS),  # type: ignore[arg-type]  # same
        ("authorization",),
        has_buttons=True,
        most=32_000,
        read=_of("text"),
    ),
    FakePlatform(
        "rocket-chat", rocket, {"secret": SECRET}, digests(), is_retried=True, read=_of("text")
    ),
    FakePlatform("plain", plain, {"secret": SECRET}, digests(), ("authorization",)),
)
BY_NAME = {each.name: each for each in EVERY}
