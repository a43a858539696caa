"""Staffing questions that take longer than somebody waits: runs that are looked at later."""

import threading
from typing import Any

import pytest

from rotation.account.access import Access
from support.planned_team import TEAM, WEEK, Planner

STAFFING = "/v1/teams/nord/staffing"
EVENINGS = {"interval_minutes": 60, "counts": [2 * (17 <= hour < 22) for hour in range(24)] * 7}
BODY = {"week": WEEK, "heads": EVENINGS, "engine": "exact"}


@pytest.fixture
def webcare(planner: Planner) -> Planner:
    """The team Nord with messages to expect."""
    planner.home.patch("/v1/teams/nord/channels/whatsapp", weekly_volume=300)
    return planner


def ask(planner: Planner, call: str, prefer: str, body: dict[str, Any]) -> Any:
    """Ask with a preference."""
    headers = {"Prefer": prefer, "Accept-Language": "fr"}
    return planner.home.http.post(f"{STAFFING}/{call}", json=body, headers=headers)


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("predict", BODY),
        ("what-if", {**BODY, "changes": {"volume": 1.2}}),
        ("requirements", BODY),
        ("compare-closed", BODY),
        ("right-size", {"week": WEEK, "volumes": [1.0]}),
    ],
)
def test_what_is_answered_later_is_what_would_have_been_answered_at_once(
    webcare: Planner, call: str, body: dict[str, Any]
) -> None:
    answer = ask(webcare, call, "respond-async", body)
    assert answer.status_code == 202
    assert (answer.json()["kind"], answer.json()["state"]) == (call, "queued")
    webcare.work_off()
    run = webcare.home.get(answer.headers["location"])
    assert (run["state"], run["week"], run["applied"]) == ("succeeded", WEEK, False)
    at_once = webcare.home.http.post(
        f"{STAFFING}/{call}", json=body, headers={"Accept-Language": "fr"}
    ).json()
    assert without_seconds(run["answer"]) == without_seconds(at_once)


def without_seconds(told: Any) -> Any:
    """Return an answer without how long it took."""
    if isinstance(told, dict):
        return {name: without_seconds(each) for name, each in told.items() if name != "seconds"}
    return [without_seconds(each) for each in told] if isinstance(told, list) else told


def test_who_waits_long_enough_is_answered_with_200(webcare: Planner) -> None:
    worker = threading.Timer(0.3, webcare.work_off)
    worker.start()
    answer = ask(webcare, "predict", "wait=20", BODY)
    worker.join()
    assert answer.status_code == 200
    assert answer.json()["channels"][0]["within_share"] > 0.2


def test_without_a_calculating_process_beside_it_a_worker_answers(webcare: Planner) -> None:
    webcare.home.app.state.children = None
    worker = threading.Timer(0.2, webcare.work_off)
    worker.start()
    answer = webcare.home.http.post(f"{STAFFING}/predict", json=BODY)
    worker.join()
    webcare.home.app.state.children = webcare.children
    assert answer.status_code == 200
    assert answer.json()["statement"]


def test_a_question_that_cannot_be_answered_says_why_in_its_run(webcare: Planner) -> None:
    answer = ask(webcare, "predict", "wait=0", {"channels": {"nowhere": {}}})
    assert answer.status_code == 202
    webcare.work_off()
    run = webcare.home.get(answer.headers["location"])
    assert run["state"] == "failed"
    assert "nowhere" in run["reason"]
    assert run["answer"] is None


def test_a_body_that_cannot_be_is_refused_before_it_is_queued(webcare: Planner) -> None:
    answer = ask(webcare, "predict", "respond-async", {"week": "soon"})
    assert answer.status_code == 422
    assert webcare.home.get("/v1/teams/nord/runs")["items"] == []


def test_a_question_that_waits_can_be_cancelled_and_five_are_enough(webcare: Planner) -> None:
    asked = [ask(webcare, "predict", "respond-async", BODY) for _ in range(6)]
    assert [each.status_code for each in asked] == [202] * 5 + [429]
    for each in asked[:5]:
        path = each.headers["location"]
        assert webcare.home.http.delete(path).json()["state"] == "cancelled"
    webcare.work_off()
    states = {each["state"] for each in webcare.home.get("/v1/teams/nord/runs")["items"]}
    assert states == {"cancelled"}


def test_a_question_makes_no_draft_and_cannot_be_used(webcare: Planner) -> None:
    path = ask(webcare, "predict", "respond-async", BODY).headers["location"]
    webcare.work_off()
    assert webcare.home.http.post(f"{path}/use").status_code == 409
    assert webcare.home.http.get(webcare.path("?version=draft")).status_code == 404


def test_a_repeated_question_under_a_key_is_one_run(webcare: Planner) -> None:
    headers = {"Prefer": "respond-async", "Idempotency-Key": "one"}
    places = {
        webcare.home.http.post(f"{STAFFING}/predict", json=BODY, headers=headers).headers[
            "location"
        ]
        for _ in range(2)
    }
    assert len(places) == 1
    webcare.work_off()


def test_a_viewer_may_ask_for_later(webcare: Planner) -> None:
    viewer = webcare.home.client(Access.VIEWER)
    headers = {"Prefer": "respond-async"}
    answer = viewer.post(f"{STAFFING}/predict", json=BODY, headers=headers)
    assert answer.status_code == 202
    webcare.work_off()
    assert viewer.get(answer.headers["location"]).json()["answer"]["channels"]


def test_a_question_of_another_team_is_not_found(webcare: Planner) -> None:
    webcare.home.post("/v1/teams", **{**TEAM, "slug": "sud", "name": "Sud"})
    headers = {"Prefer": "respond-async"}
    answer = webcare.home.http.post("/v1/teams/est/staffing/predict", json=BODY, headers=headers)
    assert answer.status_code == 404
