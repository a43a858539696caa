"""Public keys of platforms: kept for a day, looked for again seldom, never from a token's word."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest

from api.clients.http import Reply
from api.clients.signing_keys import AGAIN_SECONDS, KEPT_SECONDS, SigningKeys
from rotation.errors import Unreachable
from support.chat_platforms import rsa_key

ADDRESS = "https://keys.example.org/jwks"


@dataclass
class KeyServer:
    """An address that lists keys, or fails; it keeps what it was asked."""

    ids: tuple[str, ...] = ("k1",)
    reply: Reply | None = None
    is_gone: bool = False
    asked: list[str] = field(default_factory=list)
    at: float = 1_000.0

    def fetch(self, _method: str, url: str, **_more: Any) -> Reply:
        """List the keys."""
        self.asked.append(url)
        if self.is_gone:
            raise Unreachable("The server did not answer.")
        if self.reply is not None:
            return self.reply
        key: Mapping[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(
            rsa_key().public_key(), as_dict=True
        )
        listed = [{**key, "kid": each, "use": "sig"} for each in self.ids]
        return Reply(200, {}, json.dumps({"keys": listed}).encode())

    def keys(self, elsewhere: Mapping[str, str] | None = None) -> SigningKeys:
        """Return keys that are fetched here, by this clock."""
        return SigningKeys(self, lambda: self.at, elsewhere or {})  # type: ignore[arg-type]  # it stands for a client


def test_a_key_is_fetched_once_and_kept_for_a_day() -> None:
    server = KeyServer()
    keys = server.keys()
    assert keys.find(ADDRESS, "k1") is not None
    server.at += KEPT_SECONDS
    assert keys.find(ADDRESS, "k1") is not None
    assert len(server.asked) == 1
    server.at += 1
    assert keys.find(ADDRESS, "k1") is not None
    assert len(server.asked) == 2


def test_an_unknown_id_is_looked_for_again_after_five_minutes_by_one_caller() -> None:
    server = KeyServer()
    keys = server.keys()
    for _ in range(50):
        assert keys.find(ADDRESS, "k2") is None
    assert len(server.asked) == 1
    server.ids, server.at = ("k1", "k2"), server.at + AGAIN_SECONDS + 1
    assert keys.find(ADDRESS, "k2") is not None
    assert len(server.asked) == 2


def test_keys_are_kept_while_their_server_is_away() -> None:
    server = KeyServer()
    keys = server.keys()
    assert keys.find(ADDRESS, "k1") is not None
    server.is_gone, server.at = True, server.at + KEPT_SECONDS + 1
    assert keys.find(ADDRESS, "k1") is not None


def test_a_key_that_was_withdrawn_proves_nothing_after_a_day() -> None:
    server = KeyServer()
    keys = server.keys()
    assert keys.find(ADDRESS, "k1") is not None
    server.ids, server.at = ("k2",), server.at + KEPT_SECONDS + 1
    assert keys.find(ADDRESS, "k1") is None


def test_addresses_do_not_share_keys_and_one_may_stand_for_another() -> None:
    server = KeyServer()
    keys = server.keys({ADDRESS: "http://127.0.0.1:1/jwks"})
    assert keys.find(ADDRESS, "k1") is not None
    assert keys.find("https://other.example.org/jwks", "k1") is not None
    assert server.asked == ["http://127.0.0.1:1/jwks", "https://other.example.org/jwks"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, {}, b"{}"),
        Reply(200, {}, b""),
        Reply(200, {}, b"[]"),
        Reply(200, {}, b"null"),
        Reply(200, {}, b'{"keys":[]}'),
        Reply(200, {}, b'{"keys":7}'),
        Reply(200, {}, b'{"keys":[7]}'),
        Reply(200, {}, b'{"keys":[{"kty":"RSA","kid":"k1","n":"x"}]}'),
        Reply(200, {}, b"\xff\xfe" * 500),
        Reply(200, {}, b"[" * 30_000),
    ],
)
def test_what_is_no_set_of_keys_holds_none_and_raises_nothing(reply: Reply) -> None:
    assert KeyServer(reply=reply).keys().find(ADDRESS, "k1") is None
