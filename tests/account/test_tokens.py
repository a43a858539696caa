"""Secrets have their form, are checked before the database is asked, and are kept as digests."""

import base64
import hashlib

from hypothesis import given
from hypothesis import strategies as st

from rotation.account import tokens


def test_a_key_is_recognised_and_kept_as_its_digest() -> None:
    made = tokens.new_key()
    assert made.shown.startswith("rk_live_")
    assert len(made.shown) == 8 + 43 + 6
    assert tokens.is_key(made.shown)
    assert made.digest == hashlib.sha256(made.shown.encode()).digest()
    assert made.shown.startswith(made.prefix)


def test_a_key_with_one_wrong_character_is_no_key() -> None:
    shown = tokens.new_key().shown
    wrong = shown[:20] + ("a" if shown[20] != "a" else "b") + shown[21:]
    assert not tokens.is_key(wrong)


@given(st.text(max_size=80))
def test_other_texts_are_neither_keys_nor_feed_tokens(text: str) -> None:
    assert not tokens.is_key(text)
    assert not tokens.is_feed_token(text)


def test_a_feed_token_has_its_form() -> None:
    assert tokens.is_feed_token(tokens.new_feed_token().shown)


def test_a_webhook_secret_holds_32_bytes_in_plain_base64() -> None:
    secret = tokens.new_webhook_secret()
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
