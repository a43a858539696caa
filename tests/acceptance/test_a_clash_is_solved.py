"""Rules that clash are told in sentences, and a way out that the planner takes solves them."""

from typing import Any
from uuid import UUID

import pytest

from rotation.rota.case import build
from rotation.rota.shifts import Seat, shifts_in_order
from rotation.rota.versions import drafts
from rotation.team import teams
from rotation.timespan import Week
from support.fake_solvers import Greedy
from support.planned_team import WEEK, Planner

DAY_REST = {"minimum-rest": {"rest_minutes": 1440}}


@pytest.fixture
def clash(planner: Planner, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A run of a week in which Hugo is locked into two shifts too close to each other."""
    if "explained" not in request.node.name:
        planner.in_a_hurry()
    planner.home.put("/v1/teams/nord/rules", DAY_REST)
    hugo = Seat(1, UUID(planner.people["Hugo"]), locked=True)
    with planner.home.writing() as session:
        team = teams.find(session, "nord")
        empty, _ = build.shifts_of(session, team, [Week.parse(WEEK)])
        locked = (each.seated(hugo) if each.day.weekday() == 5 else each for each in empty)
        drafts.replace(session, team.id, WEEK, shifts_in_order(locked), planner.home.clock.now)
    return planner.run()


def test_a_clash_is_explained_and_solved_by_the_second_way_out(
    planner: Planner, clash: dict[str, Any]
) -> None:
    assert clash["state"] == "infeasible"
    first, second, *_ = clash["ways_out"]
    assert (first["open_places"], first["points"]) <= (second["open_places"], second["points"])
    assert second["hours"] > 0
    assert [each["channel"] for each in second["replies"]] == ["whatsapp"]
    (change,) = second["changes"]
    beyond = planner.home.http.post(f"/v1/runs/{clash['id']}/ways-out/99")
    assert beyond.status_code == 404

    taken = planner.home.post(f"/v1/runs/{clash['id']}/ways-out/2")
    planner.work_off()
    ended = planner.home.get(f"/v1/runs/{taken['id']}")
    assert (ended["state"], ended["applied"], ended["origin"]) == ("succeeded", True, "way_out")
    rota = planner.rota()
    assert rota["open_places"] == second["open_places"]
    assert rota["open_places"] == 0

    (exempt,) = planner.home.get(planner.path("/exceptions"))["items"]
    told = ("rule", "reason", "by", "members", "shifts")
    assert {name: exempt[name] for name in told} == {name: change[name] for name in told}
    assert not [each for each in rota["breaches"] if each["must_hold"]]
    assert planner.publish()["version"] == 1


def test_an_exception_holds_for_later_runs_until_it_is_withdrawn(
    planner: Planner, clash: dict[str, Any]
) -> None:
    (way,) = [
        each["number"] for each in clash["ways_out"] if each["changes"][0]["rule"] == "minimum-rest"
    ]
    planner.home.post(f"/v1/runs/{clash['id']}/ways-out/{way}")
    planner.work_off()
    assert planner.run()["state"] == "succeeded"
    assert planner.home.http.get(planner.path("/exceptions", "2026-W50")).json()["items"] == []
    (exempt,) = planner.home.get(planner.path("/exceptions"))["items"]
    assert planner.home.http.delete(f"/v1/exceptions/{exempt['id']}").status_code == 204
    assert planner.run()["state"] == "infeasible"
    trail = planner.home.get("/v1/audit")["items"]
    actions = [each["action"] for each in trail if each["entity"] == "exception"]
    assert actions == ["deleted", "created"]


def test_a_run_without_a_clash_has_no_way_out(planner: Planner) -> None:
    sound = planner.in_a_hurry(Greedy).run()
    assert sound["state"] == "succeeded"
    assert planner.home.http.post(f"/v1/runs/{sound['id']}/ways-out/1").status_code == 409
    assert planner.home.http.post(f"/v1/runs/{sound['id']}/ways-out/0").status_code == 422
    assert planner.home.get(planner.path("/exceptions"))["items"] == []
