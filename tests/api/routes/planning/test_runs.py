"""Runs through HTTP: asked for, solved, cancelled, refused."""

import pytest

from api.queue.children import Children, Json, OnProgress
from rotation.account.access import Access
from rotation.rota.planning import execute_run
from support.fake_solvers import Greedy
from support.organisation import TestOrganisation
from support.planned_team import TEAM, WEEK, Planner, named


def test_a_run_answers_202_with_where_to_look(planner: Planner) -> None:
    answer = planner.home.http.post("/v1/teams/nord/runs", json={"week": WEEK})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/runs/{answer.json()['id']}"
    assert answer.json()["state"] == "queued"
    planner.work_off(Greedy.of(planner.children))


def test_a_solved_run_becomes_the_draft_at_once(planner: Planner) -> None:
    ended = planner.run(time_limit_seconds=600)  # it ends with the proof, however busy the machine
    assert ended["state"] == "succeeded"
    assert ended["applied"]
    assert ended["proven"]
    assert ended["points"] == ended["bound"]
    rota = planner.rota()
    assert rota["state"] == "draft"
    assert rota["points"] == ended["points"]
    assert rota["open_places"] == 0


def test_each_level_of_the_price_ladder_is_told_with_its_bound(planner: Planner) -> None:
    levels = planner.run()["levels"]
    assert [each["name"] for each in levels] == [
        "places",
        "targets",
        "health",
        "surplus",
        "fairness",
        "stability",
    ]
    assert all(each["bound"] <= each["points"] for each in levels)


def test_a_run_leaves_a_draft_alone_that_was_edited_meanwhile(planner: Planner) -> None:
    planner.drafted()
    run = planner.home.post("/v1/teams/nord/runs", week=WEEK, keep="none", seed=5)["id"]
    taken = planner.home.work.claim()
    assert taken
    slot = planner.rota()["shifts"][0]["slots"][0]["id"]

    def solve_while_edited(case: Json, budget: Json, hear: OnProgress) -> Json:
        planner.give(slot, None)
        solved: Json = greedy.solve(case, budget, hear)
        return solved

    work, greedy = planner.home.work, Greedy.of(planner.children)
    calculations = execute_run.Calculations(solve_while_edited, greedy.answer)
    execute_run.perform(work, *taken, calculations, work.clock())
    assert not planner.home.get(f"/v1/runs/{run}")["applied"]
    assert planner.rota()["shifts"][0]["slots"][0]["member"] is None
    assert planner.home.post(f"/v1/runs/{run}/use")["applied"]
    assert planner.rota()["shifts"][0]["slots"][0]["member"]


def test_locked_places_survive_a_run(planner: Planner) -> None:
    planner.drafted()
    shift = planner.rota()["shifts"][0]
    slot = shift["slots"][0]["id"]
    other = next(name for name in planner.people if name not in named(shift))
    planner.give(slot, None)
    planner.give(slot, other, locked=True)
    planner.in_a_hurry().run()
    assert other in [
        each["member"]["name"] for each in planner.rota()["shifts"][0]["slots"] if each["locked"]
    ]


def test_missing_people_leave_places_open_and_the_minimum_is_filled_first(
    home: TestOrganisation, children: Children
) -> None:
    home.app.state.children = children
    home.post("/v1/teams", **TEAM)
    home.post("/v1/teams/nord/channels", slug="whatsapp", kind="whatsapp")
    planner = Planner(home, children, {}, {}).with_people(
        "Ann", "Bob", contract={"max_shifts_per_week": 4}
    )
    planner.pattern("Evening", [1, 2, 3, 4, 5, 6, 7], ("17:00", "22:00"), target=2, maximum=2)
    assert planner.run()["state"] == "succeeded"
    staffed = [len(named(shift)) for shift in planner.rota()["shifts"]]
    assert sum(staffed) == 8
    assert min(staffed) == 1
    assert planner.rota()["open_places"] == 6


def test_clashing_hard_rules_come_back_as_sentences(planner: Planner) -> None:
    planner.drafted()
    planner.home.put("/v1/teams/nord/rules", {"minimum-rest": {"rest_minutes": 1440}})
    for shift in planner.rota()["shifts"]:
        if shift["day"] == "2026-12-05":
            for slot in shift["slots"]:
                planner.give(slot["id"], None)
            planner.give(shift["slots"][0]["id"], "Hugo", locked=True)
    ended = planner.in_a_hurry().run()
    assert ended["state"] == "infeasible"
    assert {each["rule"] for each in ended["conflicts"]} == {"minimum-rest", "pins"}
    assert any("Hugo would rest less than 24:00" in each["reason"] for each in ended["conflicts"])


def test_a_run_that_waits_is_cancelled_at_once(planner: Planner) -> None:
    run = planner.home.post("/v1/teams/nord/runs", week=WEEK)["id"]
    answer = planner.home.http.delete(f"/v1/runs/{run}")
    assert answer.json()["state"] == "cancelled"
    planner.work_off(Greedy.of(planner.children))
    assert planner.home.get(f"/v1/runs/{run}")["state"] == "cancelled"


def test_the_same_seed_gives_the_same_rota(planner: Planner) -> None:
    found = []
    for _ in range(2):
        planner.run(seed=3, keep="none", time_limit_seconds=5)
        found.append([named(shift) for shift in planner.rota()["shifts"]])
    assert found[0] == found[1]


def test_several_weeks_are_planned_together(planner: Planner) -> None:
    assert planner.run(weeks=2)["state"] == "succeeded"
    assert planner.rota(week="2026-W50")["shifts"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"week": "2026-W47"}, "/week"),
        ({"week": "2026-W60"}, "week"),
        ({"week": "soon"}, "week"),
        ({"week": WEEK, "weeks": 0}, "/weeks"),
        ({"week": WEEK, "time_limit_seconds": 1e9}, "/time_limit_seconds"),
        ({"week": WEEK, "keep": "all"}, "/keep"),
        ({"week": WEEK, "nonsense": 1}, "/nonsense"),
        ({}, "/week"),
    ],
)
def test_a_run_that_cannot_be_is_refused_by_field(
    planner: Planner, body: dict[str, object], pointer: str
) -> None:
    answer = planner.home.http.post("/v1/teams/nord/runs", json=body)
    assert answer.status_code == 422
    assert pointer in answer.json()["errors"][0].values()


def test_an_empty_team_or_a_week_without_shifts_fails_with_its_reason(
    home: TestOrganisation, children: Children
) -> None:
    home.app.state.children = children
    home.post("/v1/teams", **TEAM)
    planner = Planner(home, children, {}, {})
    assert "shift patterns" in planner.run()["reason"]
    planner.pattern("Evening", [1], ("17:00", "22:00"))
    assert "no members" in planner.run()["reason"]


def test_more_than_five_waiting_runs_are_too_much(planner: Planner) -> None:
    asked = [
        planner.home.http.post("/v1/teams/nord/runs", json={"week": WEEK}).status_code
        for _ in range(6)
    ]
    assert asked == [202] * 5 + [429]
    planner.work_off(Greedy.of(planner.children))


def test_who_may_only_look_may_not_ask_for_a_run(planner: Planner) -> None:
    viewer = planner.home.client(Access.VIEWER)
    assert viewer.post("/v1/teams/nord/runs", json={"week": WEEK}).status_code == 403


def test_the_same_idempotency_key_asks_once(planner: Planner) -> None:
    key = {"Idempotency-Key": "once"}
    first = planner.home.http.post("/v1/teams/nord/runs", json={"week": WEEK}, headers=key)
    again = planner.home.http.post("/v1/teams/nord/runs", json={"week": WEEK}, headers=key)
    assert again.json()["id"] == first.json()["id"]
    other = planner.home.http.post(
        "/v1/teams/nord/runs", json={"week": WEEK, "weeks": 2}, headers=key
    )
    assert other.status_code == 409
    assert len(planner.home.get("/v1/teams/nord/runs")["items"]) == 1
    planner.work_off(Greedy.of(planner.children))
