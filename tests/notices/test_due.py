"""When reminders are due: pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.notices import due
from rotation.notices.due import NoticeRules, QuietHours
from rotation.timespan import zone

PARIS = zone("Europe/Paris")
START = datetime(2026, 12, 1, 16, tzinfo=UTC)
NIGHT = QuietHours("22:00", "08:00")


def leads(*minutes: int, now: datetime = START - timedelta(days=9)) -> list[float]:
    found = due.reminders(START, NoticeRules(minutes), PARIS, now)
    return [each.lead_minutes for each in found]


def test_each_lead_time_gives_a_reminder_in_order_of_time() -> None:
    assert leads(60, 1440, 60) == [1440, 60]


def test_of_late_ones_only_the_latest_is_left() -> None:
    assert leads(30, 60, 1440, now=START - timedelta(minutes=45)) == [60, 30]
    assert leads(30, 60, 1440, now=START - timedelta(minutes=1)) == [30]


def test_a_shift_that_has_begun_is_not_reminded_of() -> None:
    assert leads(60, now=START) == []


@pytest.mark.parametrize(
    ("at", "moved"),
    [
        ("2026-12-01T21:30:00+01:00", "2026-12-01T21:30:00+01:00"),
        ("2026-12-01T22:00:00+01:00", "2026-12-02T08:00:00+01:00"),
        ("2026-12-02T03:00:00+01:00", "2026-12-02T08:00:00+01:00"),
        ("2026-12-02T08:00:00+01:00", "2026-12-02T08:00:00+01:00"),
        ("2027-03-28T01:30:00+01:00", "2027-03-28T08:00:00+02:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T08:00:00+01:00"),
    ],
)
def test_quiet_hours_are_waited_out_by_the_clock_on_the_wall(at: str, moved: str) -> None:
    instant = datetime.fromisoformat(at)
    later = instant + timedelta(days=2)
    assert due.after_quiet(instant, NIGHT, PARIS, later) == datetime.fromisoformat(moved)


def test_quiet_hours_that_end_after_the_shift_begins_are_broken() -> None:
    instant = datetime.fromisoformat("2026-12-02T05:00:00+01:00")
    assert due.after_quiet(instant, NIGHT, PARIS, instant + timedelta(hours=2)) == instant


@given(
    lead=st.lists(st.integers(1, 10_080), max_size=5),
    before=st.integers(0, 20_000),
    quiet=st.sampled_from(
        [None, NIGHT, QuietHours("00:00", "24:00"), QuietHours("12:00", "13:00")]
    ),
)
def test_a_reminder_is_never_due_after_the_shift_begins(
    lead: list[int], before: int, quiet: QuietHours | None
) -> None:
    now = START - timedelta(minutes=before)
    found = due.reminders(START, NoticeRules(tuple(lead), quiet), PARIS, now)
    assert all(each.due_at < START for each in found)
    assert sum(each.due_at <= now for each in found) <= 1


def test_retries_come_later_and_later_and_heed_what_the_receiver_asks() -> None:
    waits = [due.next_attempt(each, 0.5, None).total_seconds() for each in range(1, 8)]
    assert waits == [5, 30, 120, 600, 1800, 7200, 18_000]
    assert due.next_attempt(1, 0.0, None) < due.next_attempt(1, 1.0, None)
    assert due.next_attempt(1, 0.5, 90).total_seconds() == 90
    assert due.next_attempt(1, 0.5, 10.0**9).total_seconds() == 86_400
