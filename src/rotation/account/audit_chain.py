"""The chain of the audit trail: each line carries the hash of the line before and of itself.

The values of a line may be erased; the chain holds their salted digest, which stays. Lines that an
older release wrote stand outside the chain, and are counted.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.store import trail as store
from rotation.database import organisation_of
from rotation.words import Sentence, say

START = b"\0" * 32
"""The hash before the first line."""
_PAGE = 2000
_FIELDS = (
    "id",
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
class BrokenLine:
    """The first line of a trail at which its chain breaks, and why."""

    position: int
    line: UUID | None
    reason: Sentence


@dataclass(frozen=True)
class ChainReport:
    """The report on the whole audit chain of an organisation."""

    lines: int
    erased: int
    outside: int
    broken: BrokenLine | None
    last_hash: bytes


def values_digest(salt: bytes, before: object, after: object) -> bytes:
    """Return the digest that stays in the trail when values and salt are erased."""
    values = msgspec.json.encode({"before": before, "after": after}, order="sorted")
    return hashlib.sha256(salt + values).digest()


def content(organisation: UUID, position: int, line: Mapping[str, Any]) -> bytes:
    """Return what the hash of a line is made of, beside the hash before: compact sorted JSON."""
    fields = {
        "organisation": str(organisation),
        "position": position,
        **{name: _written(line[name]) for name in _FIELDS},
    }
    return msgspec.json.encode(fields, order="sorted")


def link(previous: bytes, made_of: bytes) -> bytes:
    """Return the hash of a line after the line with another one."""
    return hashlib.sha256(previous + made_of).digest()


def chained(session: Session, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return lines with their places in the chain, which nobody else writes until we commit."""
    head = store.locked_head(session, START)
    organisation, made = organisation_of(session), []
    for line in lines:
        position = head.position + 1
        hashed = link(head.hash, content(organisation, position, line))
        made.append({**line, "position": position, "previous_hash": head.hash, "hash": hashed})
        head.position, head.hash = position, hashed
    return made


def verify(session: Session) -> ChainReport:
    """Look at every line of an organisation's trail; the first that does not fit is named.

    The end is read first: what is written meanwhile lies behind it and is looked at the next time.
    """
    end = store.head(session) or (0, START)
    position, before, erased = 0, START, 0
    broken: BrokenLine | None = None
    for line, values in _in_order(session, end[0]):
        reason = _fault(organisation_of(session), position + 1, before, (line, values))
        if reason is not None:
            broken = BrokenLine(position + 1, line.id, reason)
            break
        position, before, erased = position + 1, line.hash, erased + (values is None)
    if broken is None and (end != (position, before) or store.beyond_head(session)):
        broken = BrokenLine(position + 1, None, say("The last lines are not there any more."))
    return ChainReport(position, erased, store.outside(session), broken, before)


def _in_order(session: Session, end: int) -> Iterator[tuple[Any, Any]]:
    last = 0
    while page := store.by_position(session, last, _PAGE):
        for line, values in page:
            if (line.position or 0) > end:
                return
            yield line, values
        last = page[-1][0].position or end
        session.expunge_all()


def _fault(organisation: UUID, due: int, before: bytes, found: tuple[Any, Any]) -> Sentence | None:
    """Return what is wrong with the line found where the one at a position is due, or None."""
    line, values = found
    if line.position != due:
        return say("A line before it is missing.")
    if not hmac.compare_digest(line.previous_hash, before):
        return say("It does not follow the line before it.")
    fields = {name: getattr(line, name) for name in _FIELDS}
    if not hmac.compare_digest(line.hash, link(before, content(organisation, due, fields))):
        return say("It was changed.")
    if values and values_digest(values.salt, values.before, values.after) != line.values_digest:
        return say("Its values were changed.")
    return None


def _written(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value
