"""Overlapping exports of one log give what the whole log gives, however it was split."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.clock import new_id
from rotation.demand.messages import merge
from rotation.demand.messages.log_reader import LoggedMessage
from rotation.demand.messages.work_items import Item, fold_conversations
from rotation.demand.store.volumes import StoredMessage
from support.seeds import seeds

TEAM, CHANNEL = new_id(), new_id()
MONDAY = datetime(2026, 11, 23, 17, tzinfo=UTC)
Key = tuple[UUID, datetime, bytes | None]


class Store:
    """Messages in memory, as the database keeps them."""

    def __init__(self) -> None:
        self.rows: dict[Key, list[StoredMessage]] = {}

    def at_times(
        self, times: Mapping[UUID, Collection[datetime]]
    ) -> dict[Key, list[StoredMessage]]:
        return {key: found for key, found in self.rows.items() if key[1] in times.get(key[0], ())}

    def take(self, rows: list[LoggedMessage]) -> merge.MergedRows:
        """Take an export in."""
        merged = merge.merge_rows(TEAM, {"x": CHANNEL}, numbered(rows), self.at_times)
        known = {each.id: each for each in merged.completed}
        for found in self.rows.values():
            found[:] = [known.get(each.id, each) for each in found]
        for each in merged.new:
            key = (each["channel_id"], each["received_at"], each["conversation"])
            stored = StoredMessage(new_id(), each["replied_at"], each["sent_at"])
            self.rows.setdefault(key, []).append(stored)
        return merged

    def items(self) -> list[tuple[datetime, datetime | None]]:
        """Return the work items of what is stored, in order."""
        found = [
            (key[1], each.replied_at or each.sent_at, key[2])
            for key, messages in self.rows.items()
            for each in messages
        ]
        found.sort(key=lambda each: (each[0], each[1] is None, each[1] or each[0]))
        return sorted(map(as_pair, fold_conversations(found)), key=repr)


def as_pair(item: Item) -> tuple[datetime, datetime | None]:
    return item.received_at, item.answered_at


def numbered(rows: list[LoggedMessage]) -> list[LoggedMessage]:
    """Return rows as a reader gives them: those that share their name are counted."""
    seen: dict[object, int] = {}
    found = []
    for row in rows:
        key = (row.received_at, row.conversation)
        found.append(row._replace(occurrence=seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return found


@st.composite
def logs(draw: st.DrawFn) -> list[LoggedMessage]:
    """Return a log in order of receipt; some messages share their minute."""
    rows = []
    for minute in sorted(draw(st.lists(st.integers(0, 30), max_size=12))):
        received = MONDAY + timedelta(minutes=minute)
        wait = draw(st.none() | st.integers(0, 20))
        replied = None if wait is None else received + timedelta(minutes=wait)
        sent = replied and draw(st.none() | st.just(replied + timedelta(minutes=3)))
        conversation = draw(st.sampled_from([None, None, "a", "b"]))
        rows.append(LoggedMessage(received, "x", replied, sent, conversation))
    return rows


def exported(rows: list[LoggedMessage], first: int, last: int, at: int) -> list[LoggedMessage]:
    """Return the messages of some minutes as an export made at a minute knows them."""
    begin, end, now = (MONDAY + timedelta(minutes=each) for each in (first, last, at))
    return [
        row._replace(
            replied_at=row.replied_at if row.replied_at and row.replied_at <= now else None,
            sent_at=row.sent_at if row.sent_at and row.sent_at <= now else None,
        )
        for row in rows
        if begin <= row.received_at < end
    ]


@settings(max_examples=400)
@given(
    logs(),
    st.lists(st.tuples(st.integers(0, 31), st.integers(0, 31), st.integers(0, 60)), max_size=5),
    seeds,
)
def test_any_overlapping_exports_in_any_order_give_the_items_of_the_whole(
    rows: list[LoggedMessage], windows: list[tuple[int, int, int]], chance: object
) -> None:
    whole, parts = Store(), Store()
    whole.take(rows)
    exports = [exported(rows, first, last, at) for first, last, at in windows]
    exports += [exported(rows, 0, 16, 60), exported(rows, 12, 31, 60)]
    chance.shuffle(exports)  # type: ignore[attr-defined]  # a Random
    for each in exports:
        parts.take(each)
    assert parts.items() == whole.items()
    again = [parts.take(each) for each in exports]
    assert all(not each.new and not each.completed for each in again)


def test_messages_that_share_their_name_are_told_apart_by_their_replies() -> None:
    five, nine = (MONDAY + timedelta(minutes=each) for each in (5, 9))
    first, second = LoggedMessage(MONDAY, "x", five), LoggedMessage(MONDAY, "x", nine)
    for exports in ([[first], [second]], [[second], [first, second]], [[second, first], [first]]):
        store = Store()
        for each in exports:
            store.take(each)
        assert store.items() == sorted([(MONDAY, five), (MONDAY, nine)], key=repr)
