"""Repeated requests: the same Idempotency-Key with the same body gets the same answer.

An answer may hold what is shown only once (keys, feed addresses, secrets) and names that are erased
meanwhile. So it is kept encrypted by a key that is made of the API key of the caller, of which the
database has a digest only: nobody but the caller can have it read again.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from rotation.account.store import repeats as store
from rotation.errors import Conflict, KeyReused

_NONCE_BYTES = 12


@dataclass(frozen=True)
class KeptResponse:
    """A response that is kept: status, the headers that belong to it, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class IdempotentRequest:
    """The caller, the Idempotency-Key and the request, as digests only a caller can make.

    ``cipher_key`` encrypts the answer and is kept nowhere.
    """

    key_id: UUID
    name: str
    asked: bytes
    cipher_key: bytes

    @classmethod
    def of(cls, key_id: UUID, secret: str, name: str, request: bytes) -> Self:
        """Return the question of an API key, by its secret, under an Idempotency-Key."""
        seed = hmac.digest(secret.encode(), b"idempotency " + name.encode(), "sha256")
        return cls(
            key_id,
            hmac.digest(seed, b"name", "sha256").hex(),
            hmac.digest(seed, b"asked " + request, "sha256"),
            hmac.digest(seed, b"answer", "sha256"),
        )


def given(session: Session, question: IdempotentRequest, now: datetime) -> KeptResponse | None:
    """Return the answer given before, or None.

    KeyReused when the key came with another request; Conflict when the answer has been erased
    since: what was asked for is done all the same, and is not done again.
    """
    row = store.repeat(session, question.key_id, question.name, now)
    if row is None:
        return None
    if not hmac.compare_digest(row.asked, question.asked):
        raise KeyReused("This Idempotency-Key came with another request before.")
    if not row.body:
        raise Conflict("This was done before; its answer has been erased since.")
    headers, body = _decrypted(question, row.body)
    return KeptResponse(row.status, headers, body)


def keep(
    session: Session, question: IdempotentRequest, answer: KeptResponse, now: datetime
) -> None:
    """Keep an answer for a day, in the transaction that gives it."""
    store.add_repeat(
        session,
        key_id=question.key_id,
        name=question.name,
        asked=question.asked,
        status=answer.status,
        headers={},
        body=_encrypted(question, answer),
        created_at=now,
    )


def replace(session: Session, question: IdempotentRequest, answer: KeptResponse) -> None:
    """Replace an answer that is kept by a later one to the same question."""
    body = _encrypted(question, answer)
    store.replace_repeat(session, question.key_id, question.name, answer.status, body)


def erase(session: Session) -> None:
    """Forget what the organisation was answered, since it may speak of somebody who is erased.

    That something was answered is remembered, so that it is not done twice.
    """
    store.blank_repeats(session)


def forget(session: Session, now: datetime) -> None:
    """Delete the answers that are older than a day."""
    store.forget_repeats(session, now)


def _encrypted(question: IdempotentRequest, answer: KeptResponse) -> bytes:
    plain = msgspec.msgpack.encode((dict(answer.headers), answer.body))
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(question.cipher_key).encrypt(nonce, plain, question.asked)


def _decrypted(question: IdempotentRequest, kept: bytes) -> tuple[dict[str, str], bytes]:
    nonce, sealed = kept[:_NONCE_BYTES], kept[_NONCE_BYTES:]
    plain = AESGCM(question.cipher_key).decrypt(nonce, sealed, question.asked)
    return msgspec.msgpack.decode(plain, type=tuple[dict[str, str], bytes])
