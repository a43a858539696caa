"""Replicas whose clocks are wrong: the clock of the database decides."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from api.clients.senders import Senders
from api.clients.webhooks import Webhooks
from api.queue.deliveries import Deliveries
from support.outbox import Told

SKEWS = tuple(timedelta(minutes=minutes) for minutes in (-5, 0, 5))
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def drained(told: Told, now: datetime) -> list[str]:
    """Let three replicas drain the outbox at once; return what came, by type."""
    told.now(now)
    before = len(told.receiver.received)
    senders = Senders({"webhook": Webhooks(told.http)}, "https://rota.example")
    work = told.team.home.work
    works = [replace(work, clock=lambda skew=skew: now + skew) for skew in SKEWS]  # type: ignore[misc]  # bound here

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(lambda each: Deliveries(each, senders, each.over).drain(), works))
    return told.receiver.types()[before:]


def test_replicas_five_minutes_apart_send_nothing_early_and_nothing_twice(told: Told) -> None:
    told.hook("shift.reminder")
    shift = told.planner.published()["shifts"][0]
    due = datetime.fromisoformat(shift["start"]) - 60 * MINUTE
    assert drained(told, due - SECOND) == []
    assert drained(told, due) == ["shift.reminder"] * 2
    assert drained(told, due + 10 * SECOND) == drained(told, due + 6 * MINUTE) == []
    assert len({each.id for each in told.receiver.received}) == 2
