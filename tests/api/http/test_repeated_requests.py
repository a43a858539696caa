"""A client that is cut off and asks again under the same key: one run, whatever is waited for."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from support.fake_solvers import Greedy
from support.planned_team import WEEK, Planner

ASKED = [
    ("/v1/teams/nord/runs", {"week": WEEK}),
    ("/v1/teams/nord/staffing/predict", {"week": WEEK}),
    ("/v1/teams/nord/staffing/requirements", {"week": WEEK}),
]


def post(planner: Planner, path: str, body: dict[str, Any], key: str, wait: int = 0) -> Any:
    headers = {**planner.home.http.headers, "Idempotency-Key": key, "Prefer": f"wait={wait}"}
    return TestClient(planner.home.app, headers=headers).post(path, json=body)


def until(done: Callable[[], bool]) -> None:
    for _ in range(2000):
        if done():
            return
        threading.Event().wait(0.005)
    raise AssertionError("waited in vain")


@pytest.mark.parametrize(("path", "body"), ASKED)
def test_a_repeat_while_the_first_still_waits_answers_the_same_run(
    planner: Planner, path: str, body: dict[str, Any]
) -> None:
    answers: list[Any] = []
    first = threading.Thread(
        target=lambda: answers.append(post(planner, path, body, "cut", wait=30))
    )
    first.start()
    until(lambda: len(planner.home.get("/v1/teams/nord/runs")["items"]) == 1)
    again = post(planner, path, body, "cut")
    assert again.status_code == 202
    (run,) = planner.home.get("/v1/teams/nord/runs")["items"]
    assert again.json()["id"] == run["id"]
    assert again.headers["location"] == f"/v1/runs/{run['id']}"
    planner.home.http.delete(f"/v1/runs/{run['id']}")
    first.join(40)
    assert answers[0].status_code in {200, 202}
    assert len(planner.home.get("/v1/teams/nord/runs")["items"]) == 1


def test_what_was_waited_for_is_what_a_later_repeat_is_answered(planner: Planner) -> None:
    path, body = ASKED[0]
    answers: list[Any] = []
    first = threading.Thread(
        target=lambda: answers.append(post(planner, path, body, "heard", wait=60))
    )
    first.start()
    until(lambda: len(planner.home.get("/v1/teams/nord/runs")["items"]) == 1)
    planner.work_off(Greedy.of(planner.children))
    first.join(60)
    assert answers[0].status_code == 200
    again = post(planner, path, body, "heard")
    assert (again.status_code, again.json()) == (200, answers[0].json())


def test_a_run_and_its_answer_are_there_together_or_not_at_all(planner: Planner) -> None:
    """Two at once under one key: the loser is told, and leaves nothing behind."""
    barrier, codes = threading.Barrier(4), list[int]()

    def ask() -> None:
        barrier.wait()
        codes.append(post(planner, *ASKED[0], "rush").status_code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(40)
    assert set(codes) <= {202, 409}
    assert 202 in codes
    assert len(planner.home.get("/v1/teams/nord/runs")["items"]) == 1
