"""The events of a run: each state as it comes, and one last event whatever the run came to."""

import json
from itertools import pairwise

import pytest

from support.fake_solvers import Greedy
from support.planned_team import WEEK, Planner


def heard(planner: Planner, run: str) -> list[tuple[str, str]]:
    """Return (name, state) of the events of a run, to the end of the stream."""
    answer = planner.home.http.get(f"/v1/runs/{run}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = [each for each in answer.text.splitlines() if each.startswith(("event: ", "data: "))]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: "))["state"])
        for name, data in list(pairwise(lines))[::2]
    ]


@pytest.mark.parametrize("state", ["succeeded", "cancelled", "failed"])
def test_a_stream_ends_with_one_event_whatever_the_state(planner: Planner, state: str) -> None:
    if state == "failed":  # a week without shifts
        for each in planner.patterns.values():
            planner.home.http.delete(f"/v1/teams/nord/shift-patterns/{each}")
    run = planner.home.post("/v1/teams/nord/runs", week=WEEK)["id"]
    if state == "cancelled":
        planner.home.http.delete(f"/v1/runs/{run}")
    planner.work_off(Greedy.of(planner.children))
    events = heard(planner, run)
    assert events[-2:] == [(state, state), ("ended", state)]
    assert [name for name, _ in events].count("ended") == 1
