"""kill -9 at any moment loses nothing that was acknowledged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rotation.clock import system_clock
from rotation.timespan import Week
from support.live_server import Server, until

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
WEEK = str(Week.of(system_clock().date()).plus(1))
WEEKS = 8
"""A horizon that no solver proves within its time, so that the run is still going on."""


@pytest.fixture
def server(fresh_url: str, tmp_path: Path) -> Iterator[Server]:
    """A service with a team of thirty."""
    made = Server.fresh(fresh_url, tmp_path)
    made.start()
    made.post("/v1/teams", **TEAM)
    days = [1, 2, 3, 4, 5, 6, 7]
    for name, start, end in (("Early", "09:00", "13:00"), ("Late", "17:00", "22:00")):
        body = {"weekdays": days, "start": start, "end": end, "target": 3, "maximum": 3}
        made.post("/v1/teams/nord/shift-patterns", name=name, **body)
    for number in range(30):
        made.post("/v1/teams/nord/members", name=f"Person {number}")
    yield made
    made.kill()


def test_a_run_that_was_killed_ends_with_a_rota_or_a_reason(server: Server) -> None:
    run = server.post("/v1/teams/nord/runs", week=WEEK, weeks=WEEKS, time_limit_seconds=5)["id"]
    until(lambda: server.get(f"/v1/runs/{run}")["state"] == "running", 30)
    server.kill()
    server.start()
    states = {"succeeded", "failed"}
    until(lambda: server.get(f"/v1/runs/{run}")["state"] in states, 60)
    ended = server.get(f"/v1/runs/{run}")
    assert ended["state"] == "succeeded" or ended["reason"]
    # A second run finds the way free.
    again = server.post("/v1/teams/nord/runs", week=WEEK, time_limit_seconds=1)["id"]
    until(lambda: server.get(f"/v1/runs/{again}")["state"] in states, 60)


def test_it_stops_cleanly_when_asked_and_what_was_acknowledged_is_there(server: Server) -> None:
    made = server.post("/v1/teams/nord/closures", day="2026-12-25", name="Christmas")
    server.kill()
    server.start()
    assert server.get("/v1/teams/nord/closures")["items"] == [made]
    assert server.stop() == 0
