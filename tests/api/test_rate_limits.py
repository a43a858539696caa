"""Rate limits: by key and by address, in windows of a minute, together with other replicas."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from api import rate_limits
from api.rate_limits import RateLimits, name_of
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account.store import request_counts
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import Unreachable

KEY = "rk_live_" + "x" * 49


class Time:
    """A clock that shows what it was set to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def limits(most: int, time: Callable[[], float] | None = None) -> RateLimits:
    return RateLimits(most, now=time or Time())


def asked(limiter: RateLimits, key: str | None = KEY, address: str = "192.0.2.1") -> bool:
    return limiter.take(limiter.quotas(key, address, is_open=False)).is_allowed


def test_a_key_has_so_many_requests_a_minute_and_no_more() -> None:
    time = Time()
    limiter = limits(2, time)
    assert [asked(limiter) for _ in range(4)] == [True, True, False, False]
    assert asked(limiter, "another")
    time.now = 59.9
    assert not asked(limiter)
    time.now = 60.0
    assert asked(limiter)


def test_an_address_has_five_times_as_many_whatever_keys_it_sends() -> None:
    limiter = limits(2)
    assert [asked(limiter, str(each)) for each in range(11)] == [True] * 10 + [False]
    assert asked(limiter, "fresh", "192.0.2.2")


def test_strangers_of_an_address_have_as_many_as_a_key() -> None:
    limiter = limits(2)
    assert [asked(limiter, None) for _ in range(3)] == [True, True, False]
    assert asked(limiter, KEY)


def test_the_answer_tells_what_is_left_and_until_when() -> None:
    time = Time()
    limiter = limits(10, time)
    time.now = 15.0
    verdict = limiter.take(limiter.quotas(KEY, "192.0.2.1", is_open=False))
    assert dict(verdict.headers) == {
        b"ratelimit-policy": b'"key";q=10;w=60, "address";q=50;w=60',
        b"ratelimit": b'"key";r=9;t=45, "address";r=49;t=45',
    }


def test_no_flood_of_names_makes_the_counts_grow_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limits, "MOST_NAMES", 10)
    limiter = limits(2)
    for each in range(1000):
        asked(limiter, str(each), str(each))
    assert len(limiter._counts) == 10


def replicas(database: Database, count: int, most: int) -> list[RateLimits]:
    """Return limiters of as many processes that share their counts through one database."""
    work = DatabaseUnitOfWork(database, system_clock)

    def share(window: int, counts: rate_limits.Counts) -> rate_limits.Counts:
        with work.door("request_count") as session:
            return request_counts.add(session, window, counts)

    made = [RateLimits(most, share, lambda: 90.0, Time()) for _ in range(count)]
    for limiter in made:
        limiter.exchange()  # so that it knows the database's minute
    return made


def test_replicas_count_together(database: Database) -> None:
    first, second = replicas(database, 2, most=10)
    key = f"together {database.engine.dialect.name}"
    for _ in range(6):
        assert asked(first, key)
    first.exchange()
    assert asked(second, key)
    second.exchange()
    assert [asked(second, key) for _ in range(4)] == [True, True, True, False]


def test_what_is_counted_at_the_same_time_is_not_lost(database: Database) -> None:
    made = replicas(database, 4, most=10_000)
    key = f"crowd {database.engine.dialect.name}"

    def use(limiter: RateLimits) -> None:
        for _ in range(5):
            for each in range(10):
                asked(limiter, f"{key} {each}", "crowd")
            limiter.exchange()

    threads = [threading.Thread(target=use, args=(each,)) for each in made]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    with database.session(None) as session:
        used = session.scalar(
            text("SELECT used FROM request_count WHERE name = :name"),
            {"name": name_of("key", f"{key} 3")},
        )
    assert used == 20


def test_without_the_database_each_counts_for_itself_and_adds_it_later() -> None:
    told: list[int] = []
    away = [True]

    def share(_: int, counts: rate_limits.Counts) -> rate_limits.Counts:
        if away[0]:
            raise Unreachable("gone")
        told.append(counts[name_of("key", KEY)])
        return counts

    limiter = RateLimits(3, share, lambda: 0.0, Time())
    assert asked(limiter)
    with pytest.raises(Unreachable):
        limiter.exchange()
    assert asked(limiter)
    away[0] = False
    limiter.exchange()
    assert told == [2]
    assert [asked(limiter), asked(limiter)] == [True, False]


def test_no_key_and_no_address_is_kept_in_plain(database: Database) -> None:
    (limiter,) = replicas(database, 1, most=10)
    asked(limiter, KEY, "192.0.2.99")
    limiter.exchange()
    with database.session(None) as session:
        names = list(session.scalars(text("SELECT name FROM request_count")))
    assert names
    assert not any(b"rk_live" in bytes(each) or b"192.0" in bytes(each) for each in names)
