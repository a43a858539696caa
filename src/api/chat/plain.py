"""Plain HTTP: a question as text, an answer as text, for phone systems and signs."""

from datetime import datetime

from api.chat import reading
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

name, refusal, repeated = "plain", REFUSED, NOTHING
limits = Limits(seconds=10, characters=4_000, per_second=10.0)


def verify(proof: Proof, headers: Headers, _body: bytes, _now: datetime) -> bool:
    """Tell whether the secret is shown as a bearer token."""
    kind, _, shown = headers.get("authorization", "").partition(" ")
    return kind == "Bearer" and proof.is_shown(shown)


def parse(body: bytes, headers: Headers, _account: ChatAccount) -> Heard:
    """Return the question; nobody in particular asks it, so that it may be asked again."""
    text = body.decode(errors="replace")
    language = headers.get("accept-language", "")[:2]
    return Incoming(headers.get("idempotency-key", "")[:255], "", "", text, locale=language or None)


def render(message: ChatMessage, _incoming: Incoming, _account: ChatAccount) -> HookAnswer:
    """Return the answer as text."""
    said = reading.fitted(reading.in_words(message), limits.characters)
    return HookAnswer(said.encode(errors="replace"), "text/plain")


def post(
    _account: ChatAccount, _to: ChatDestination, _message: ChatMessage, _key: str
) -> PlatformCall | None:
    """Write nothing: it only answers."""
    return None
