"""The port of a chat platform: what each file here gives.

Nothing here may raise, whatever the bytes: what is parsed is checked by hand, and what is not as
the platform writes it is not proven, or has nothing to say.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from rotation.chat.message import ChatAccount, ChatDestination, ChatMessage, Incoming

Headers = Mapping[str, str]
"""Headers by name in lower case; what came twice is not among them. ``:path`` is what follows the
address of the connection."""
SigningKey = Any
"""A public key as PyJWT has it, which publishes no type for it."""
KeyOf = Callable[[str, str], SigningKey | None]
"""The key of an address (a set of keys of a platform) by its id, or None."""


@dataclass(frozen=True)
class Proof:
    """The proof a message needs: the secrets that hold, our account, our address.

    ``key_of`` finds the public keys of platforms that sign with their own; ``is_button`` tells
    whether a value is one of a button of ours, which is a proof where a platform brings none.
    """

    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    account: str = ""
    url: str = ""
    key_of: KeyOf = lambda _address, _id: None
    is_button: Callable[[str], bool] = lambda _value: False

    def is_signed(self, check: Callable[[bytes], bytes], given: bytes) -> bool:
        """Tell whether a signature is that of one of the secrets."""
        return any(hmac.compare_digest(check(each), given) for each in self.secrets)

    def is_shown(self, given: str) -> bool:
        """Tell whether a secret is one of those whose digests we have."""
        digest = hashlib.sha256(given.encode(errors="surrogatepass")).digest()
        return bool(given) and any(hmac.compare_digest(digest, each) for each in self.secrets)


@dataclass(frozen=True)
class HookAnswer:
    """The answer a platform gets at once; ``is_late``: the message goes out by a call after it."""

    body: bytes = b""
    media_type: str = "application/json"
    status: int = 200
    is_late: bool = False


REFUSED = HookAnswer(media_type="text/plain", status=401)
"""What is not proven is told nothing."""
NOTHING = HookAnswer(media_type="text/plain")
"""What was heard before, or is nothing to answer, is answered by nothing, and with success."""


@dataclass(frozen=True)
class Handshake:
    """An answer that is owed without a question: a ping, a check of the address."""

    answer: HookAnswer


Heard = Incoming | Handshake | tuple[Incoming, ...] | None
"""What a body says; some platforms send several messages at once."""


@dataclass(frozen=True)
class PlatformCall:
    """A call of a platform that writes a message; ``is_ok`` reads its answer, beyond the status."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    failure: Callable[[bytes], str] = lambda _body: ""
    """What an answer of status 2xx says went wrong; empty: nothing."""
    when_refused: "PlatformCall | None" = None
    """What is called, once, when this is answered 403; then this is tried again."""
    token_from: "PlatformCall | None" = None
    """What is called for the ``access_token`` that this is sent with."""


@dataclass(frozen=True)
class Limits:
    """The limits of a platform: seconds until an answer, characters and bytes of one, how many.

    ``seconds`` None: it waits as long as it takes. ``per_second`` is for one place.
    """

    seconds: float | None
    characters: int
    bytes: int = 28_000
    per_second: float = 1.0


class Adapter(Protocol):
    """A platform: proves a message, reads it, puts an answer into its form."""

    name: str
    refusal: HookAnswer
    repeated: HookAnswer
    limits: Limits

    def verify(self, proof: Proof, headers: Headers, body: bytes, now: datetime, /) -> bool:
        """Tell whether the platform sent a body, by its raw bytes."""

    def parse(self, body: bytes, headers: Headers, account: ChatAccount, /) -> Heard:
        """Return what a proven body says; None: nothing that is to be answered."""

    def render(
        self, message: ChatMessage, incoming: Incoming, account: ChatAccount, /
    ) -> HookAnswer:
        """Return the answer to a message as the platform takes it."""

    def post(
        self, account: ChatAccount, to: ChatDestination, message: ChatMessage, key: str, /
    ) -> PlatformCall | None:
        """Return the call that writes a message; None: we have no way to.

        ``key`` is the same at every attempt.
        """
