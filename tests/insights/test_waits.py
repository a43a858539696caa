"""Waits on both clocks, and what is decided by when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.demand.messages.work_items import Item
from rotation.insights.waits import BusinessClock, CalendarClock, judged, summed_up
from rotation.timespan import Span

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return a time so many minutes after that Monday began."""
    return MONDAY + timedelta(minutes=minutes)


def spans(*pairs: tuple[int, int]) -> list[Span]:
    """Return spans of minutes."""
    return [Span(at(start), at(end)) for start, end in pairs]


def test_a_business_clock_stands_still_over_closed_hours() -> None:
    clock = BusinessClock(spans((60, 120), (300, 360)))
    assert clock.due(at(100), 15) == at(115)
    assert clock.due(at(100), 30) == at(310)
    assert clock.due(at(0), 60) == at(120)
    assert clock.due(at(330), 60) is None


@given(
    pairs=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=5),
    received=st.integers(0, 250),
    within=st.integers(1, 120),
)
def test_a_due_moment_is_found_by_counting_minutes(
    pairs: list[tuple[int, int]], received: int, within: int
) -> None:
    opened = [(start, start + length) for start, length in pairs]
    runs = [any(a <= minute < b for a, b in opened) for minute in range(300)]
    passed, due = 0, None
    for minute in range(received, 300):
        passed += runs[minute]
        if passed == within:
            due = at(minute + 1)
            break
    assert BusinessClock(spans(*opened)).due(at(received), within) == due


def test_no_reply_is_late_once_it_is_due_and_pending_until_then() -> None:
    items = [Item(at(0), at(10)), Item(at(5), at(90)), Item(at(20), None), Item(at(95), None)]
    found = judged(items, CalendarClock(), 15, until=at(100))
    assert [each.in_time for each in found] == [True, False, False, None]
    waits = summed_up(found, at(100), (5, 15, 100))
    assert (waits.items, waits.answered, waits.pending) == (4, 2, 1)
    assert waits.within_share == pytest.approx(1 / 3)
    assert [share for _, share in waits.within] == pytest.approx([0, 1 / 3, 1])
    assert waits.median_minutes == pytest.approx(47.5)


def test_a_log_without_any_reply_has_no_shares() -> None:
    waits = summed_up(judged([Item(at(0), None)], CalendarClock(), 5, at(100)), at(100), (5,))
    assert (waits.within_share, waits.within) == (None, ((5, None),))


def test_nothing_at_all_is_summed_up_too() -> None:
    waits = summed_up([], at(0), (15,))
    assert (waits.items, waits.within_share, waits.p90_minutes) == (0, None, None)
