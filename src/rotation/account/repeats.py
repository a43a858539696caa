"""Repeated requests: the same Idempotency-Key with the same body gets the same answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.store import repeats as store
from rotation.errors import KeyReused


@dataclass(frozen=True)
class KeptResponse:
    """What was answered: status, the headers that belong to the answer, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class IdempotentRequest:
    """Who asked, under which Idempotency-Key, and the digest of what was asked."""

    key_id: UUID
    name: str
    asked: bytes


def given(session: Session, question: IdempotentRequest, now: datetime) -> KeptResponse | None:
    """Return the answer given before; KeyReused when the key came with another request."""
    row = store.repeat(session, question.key_id, question.name, now)
    if row is None:
        return None
    if row.asked != question.asked:
        raise KeyReused("This Idempotency-Key came with another request before.")
    return KeptResponse(row.status, row.headers, row.body)


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
        headers=dict(answer.headers),
        body=answer.body,
        created_at=now,
    )


def forget(session: Session, now: datetime) -> None:
    """Delete the answers that are older than a day."""
    store.forget_repeats(session, now)
