"""Ticks that stop are seen by the monotonic clock, and go on when the host's clock was set."""

import threading
from datetime import UTC, datetime, timedelta
from time import monotonic

from api.queue.ticker import BoundJob, Ticker
from api.queue.ticks import Ticks
from support.organisation import SetClock, TestOrganisation

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Hands:
    """The time of day and the monotonic clock of a host."""

    def __init__(self) -> None:
        self.day, self.monotonic = SetClock(NOW), 1000.0

    def go(self, seconds: float) -> None:
        """Let both go on."""
        self.day.now += timedelta(seconds=seconds)
        self.monotonic += seconds

    def ticks(self) -> Ticks:
        return Ticks({"deliver": 1.0, "forget": 3600.0}, self.day, lambda: self.monotonic)


def test_a_job_that_did_not_begin_for_a_minute_too_long_is_late() -> None:
    hands = Hands()
    ticks = hands.ticks()
    hands.go(60.5)
    assert ticks.late() == []
    hands.go(1.0)
    assert ticks.late() == ["deliver"]
    ticks.begin("deliver")
    assert ticks.late() == []


def test_a_job_that_takes_long_is_not_late() -> None:
    hands = Hands()
    ticks = hands.ticks()
    ticks.begin("deliver")
    hands.go(600)
    assert ticks.late() == []
    ticks.end("deliver")
    hands.go(62)
    assert ticks.late() == ["deliver"]


def test_a_clock_that_was_set_is_seen_once() -> None:
    hands = Hands()
    ticks = hands.ticks()
    hands.go(3000)
    assert ticks.clock_was_set() == 0.0
    hands.day.now -= timedelta(hours=1)
    assert ticks.clock_was_set() == -3600.0
    assert ticks.clock_was_set() == 0.0
    hands.go(5)
    hands.day.now += timedelta(seconds=1)
    assert ticks.clock_was_set() == 0.0


def test_the_ticker_goes_on_at_once_when_it_is_woken(home: TestOrganisation) -> None:
    ran, hour = threading.Event(), timedelta(hours=1)
    job = BoundJob("test", hour, ran.set, "", lambda _: None)
    ticker = Ticker(home.work, [job], Ticks({"test": hour.total_seconds()}, home.clock))
    ticker.look(monotonic())
    assert not ran.is_set()
    ticker.look_now()
    ticker.look(monotonic())
    assert ran.wait(10)


def test_readiness_tells_of_ticks_that_have_stopped(home: TestOrganisation) -> None:
    hands = Hands()
    home.app.state.ticks = hands.ticks()
    try:
        assert home.http.get("/readyz").json()["status"] == "ok"
        hands.go(120)
        answer = home.http.get("/readyz")
        assert answer.status_code == 503
        assert "deliver" in answer.json()["detail"]
    finally:
        home.app.state.ticks = None
