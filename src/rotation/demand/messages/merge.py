"""Rows of an export beside what is stored: which are new, and which complete a known message.

Exports overlap, and a later one knows replies that an earlier one did not. A message is named by
when it came in, its channel and its conversation; where several share these, the place among
them in the export decides, unless their replies tell them apart.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from rotation.demand.messages.log_reader import LoggedMessage
from rotation.demand.store.volumes import StoredMessage

_Key = tuple[UUID, datetime, bytes | None]
_Stored = Mapping[_Key, Sequence[StoredMessage]]


@dataclass
class MergedRows:
    """The rows an export brings: new messages, and known ones with what has become known."""

    new: list[dict[str, Any]] = field(default_factory=list)
    completed: list[StoredMessage] = field(default_factory=list)


@dataclass
class _Group:
    """The messages of one key: stored ones, None for new ones; those an export row stands for."""

    messages: list[StoredMessage | None]
    taken: set[int] = field(default_factory=set)

    def place(self, row: LoggedMessage) -> int | None:
        """Return the place of the stored message a row stands for, or None when it is new."""
        if row.occurrence >= len(self.messages):
            return None
        others = [at for at in range(len(self.messages)) if at != row.occurrence]
        for at in (row.occurrence, *others):
            stored = self.messages[at]
            if at not in self.taken and stored is not None and _agree(stored, row):
                return at
        return None


def merge_rows(
    team_id: UUID,
    ids: Mapping[str, UUID],
    rows: Sequence[LoggedMessage],
    stored_at: Callable[[Mapping[UUID, Collection[datetime]]], _Stored],
) -> MergedRows:
    """Return what rows of one export change; ``stored_at`` finds the messages of times."""
    times: dict[UUID, set[datetime]] = {}
    for row in rows:
        times.setdefault(ids[row.channel], set()).add(row.received_at)
    groups = {key: _Group(list(found)) for key, found in stored_at(times).items()}
    merged = MergedRows()
    for row in rows:
        conversation = _digest([team_id, row.conversation]) if row.conversation else None
        key = (ids[row.channel], row.received_at, conversation)
        group = groups.setdefault(key, _Group([]))
        at = group.place(row)
        if at is None:
            at = len(group.messages)
            group.messages.append(None)
            merged.new.append(_values(team_id, key, at, row))
        elif (known := _completed(group.messages[at], row)) is not None:
            merged.completed.append(known)
        group.taken.add(at)
    return merged


def _agree(stored: StoredMessage, row: LoggedMessage) -> bool:
    """Tell whether nothing that both know of a message differs."""
    return all(
        one is None or other is None or one == other
        for one, other in ((stored.replied_at, row.replied_at), (stored.sent_at, row.sent_at))
    )


def _completed(stored: StoredMessage | None, row: LoggedMessage) -> StoredMessage | None:
    """Return a message with what a row knows more of it, or None when that is nothing."""
    if stored is None:
        return None
    replied, sent = stored.replied_at or row.replied_at, stored.sent_at or row.sent_at
    if (replied, sent) == (stored.replied_at, stored.sent_at):
        return None
    return StoredMessage(stored.id, replied, sent)


def _values(team_id: UUID, key: _Key, at: int, row: LoggedMessage) -> dict[str, Any]:
    channel_id, received_at, conversation = key
    return {
        "team_id": team_id,
        "channel_id": channel_id,
        "conversation": conversation,
        "received_at": received_at,
        "replied_at": row.replied_at,
        "sent_at": row.sent_at,
        # The time in front: rows of a log in order come next to each other in the index.
        "digest": int(received_at.timestamp()).to_bytes(5, "big", signed=True)
        + _digest([*key, at])[:11],
    }


def _digest(parts: list[Any]) -> bytes:  # Any: what JSON can hold
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).digest()
