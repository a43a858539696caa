"""The audit trail: follows the facts of a unit of work, in the same transaction."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.account.store import trail as store
from rotation.clock import new_id
from rotation.database import Fact


@dataclass(frozen=True)
class AuditEntry:
    """One line of the trail; ``before`` and ``after`` are None once erased."""

    id: UUID
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: UUID
    team: UUID | None
    request_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def follow(
    session: Session, noted: Sequence[Fact], actor: Actor, now: datetime, request_id: str | None
) -> None:
    """Write a line for each Changed fact: who, when, what before and after."""
    for fact in noted:
        if isinstance(fact, Changed):
            _write(session, fact, actor, now, request_id)


def _write(
    session: Session, fact: Changed, actor: Actor, now: datetime, request_id: str | None
) -> None:
    salt, audit_id = secrets.token_bytes(16), new_id()
    values = _plain({"before": fact.before, "after": fact.after})
    store.add(
        session,
        {
            "id": audit_id,
            "at": now,
            "team_id": fact.team,
            "actor_key_id": actor.key_id,
            "actor": actor.name,
            "action": fact.action,
            "entity": fact.entity,
            "entity_id": fact.id,
            "request_id": request_id,
            "values_digest": hashlib.sha256(
                salt + msgspec.json.encode(values, order="sorted")
            ).digest(),
        },
        {"audit_id": audit_id, "subject_id": fact.subject, "salt": salt, **values},
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON has them, so that what is kept equals what was digested."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(values, enc_hook=str))
    return plain


def trail(session: Session, team: UUID | None, before: UUID | None, limit: int) -> list[AuditEntry]:
    """Return lines of the trail, newest first; ``before`` is the id of the last line seen."""
    return [
        AuditEntry(
            line.id,
            line.at,
            line.actor,
            line.action,
            line.entity,
            line.entity_id,
            line.team_id,
            line.request_id,
            values.before if values else None,
            values.after if values else None,
        )
        for line, values in store.lines(session, team, before, limit)
    ]


def latest(session: Session, entity: str, ids: Sequence[UUID]) -> dict[UUID, AuditEntry]:
    """Return, by id, the last line about each of some things of a kind, without its values."""
    return {
        line.entity_id: AuditEntry(
            line.id,
            line.at,
            line.actor,
            line.action,
            line.entity,
            line.entity_id,
            line.team_id,
            line.request_id,
            None,
            None,
        )
        for line in store.about(session, entity, ids)
    }


def erase(session: Session, subject: UUID) -> None:
    """Erase the values the trail keeps about a member; who did what and when stays."""
    store.erase_values(session, subject)
