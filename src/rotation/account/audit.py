"""The audit trail: follows the facts of a unit of work, in the same transaction."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account import audit_chain
from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.account.store import trail as store
from rotation.clock import new_id
from rotation.database import Fact

_EXPORTED = (
    "id",
    "organisation_id",
    "position",
    "previous_hash",
    "hash",
    "at",
    "team_id",
    "actor_key_id",
    "actor",
    "action",
    "entity",
    "entity_id",
    "request_id",
    "values_digest",
)


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
    made = [_line(fact, actor, now, request_id) for fact in noted if isinstance(fact, Changed)]
    if not made:
        return
    lines = audit_chain.chained(session, [line for line, _ in made])
    for line, (_, values) in zip(lines, made, strict=True):
        store.add(session, line, values)


def _line(
    fact: Changed, actor: Actor, now: datetime, request_id: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a line and the erasable values of it."""
    salt, audit_id = secrets.token_bytes(16), new_id()
    values = _plain({"before": fact.before, "after": fact.after})
    line = {
        "id": audit_id,
        "at": now,
        "team_id": fact.team,
        "actor_key_id": actor.key_id,
        "actor": actor.name,
        "action": fact.action,
        "entity": fact.entity,
        "entity_id": fact.id,
        "request_id": request_id,
        "values_digest": audit_chain.values_digest(salt, values["before"], values["after"]),
    }
    return line, {"audit_id": audit_id, "subject_id": fact.subject, "salt": salt, **values}


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


def exported(session: Session, after: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Return lines in the order of their ids with all that the chain is made of, as JSON has it."""
    return [
        {
            **{name: _text(getattr(line, name)) for name in _EXPORTED},
            "salt": _text(values.salt) if values else None,
            "before": values.before if values else None,
            "after": values.after if values else None,
        }
        for line, values in store.oldest_first(session, after, limit)
    ]


def _text(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def erase(session: Session, subject: UUID) -> None:
    """Erase the values the trail keeps about a member; who did what and when stays."""
    store.erase_values(session, subject)
