"""Work items: what somebody has to answer, made from messages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Item:
    """One piece of work: when it came in, and when it was taken up if that is known."""

    received_at: datetime
    answered_at: datetime | None


def fold_conversations(
    messages: Iterable[tuple[datetime, datetime | None, bytes | None]],
) -> Iterator[Item]:
    """Yield the items of messages (received, answered, conversation), given oldest first.

    Messages of one conversation before a reply are one item, received with the first of them
    and answered by the first reply to any of them. A message without a conversation is one.
    """
    waiting: dict[bytes, Item] = {}
    for received, answered, conversation in messages:
        if conversation is None:
            yield Item(received, answered)
            continue
        item = waiting.get(conversation)
        if item is None or (item.answered_at is not None and item.answered_at <= received):
            if item is not None:
                yield item
            waiting[conversation] = Item(received, answered)
        elif answered is not None:
            item.answered_at = min(answered, item.answered_at or answered)
    yield from waiting.values()
