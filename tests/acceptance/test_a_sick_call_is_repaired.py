"""Somebody falls ill: the published week is mended with the fewest changes there can be."""

from typing import Any
from uuid import UUID

from rotation.rota.planning import run_inputs, runs
from support.planned_team import WEEK, Planner, at, named


def holders(rota: dict[str, Any]) -> set[tuple[str, str]]:
    """Return who has which shift."""
    return {(shift["id"], name) for shift in rota["shifts"] for name in named(shift)}


def test_a_sick_call_is_repaired_with_the_proven_minimum_of_changes(planner: Planner) -> None:
    before = planner.in_a_hurry().published()
    planner.home.clock.now = at(1, 9)
    ill = named(before["shifts"][2])[0]
    span = {"start": "2026-12-01T09:00:00Z", "end": "2026-12-07T00:00:00Z"}
    planner.home.post(f"/v1/members/{planner.people[ill]}/absences", **span, kind="sick")
    lost = {
        (shift["id"], ill)
        for shift in before["shifts"]
        if ill in named(shift) and shift["start"] > span["start"]
    }

    run = planner.run(keep="published")
    assert (run["state"], run["applied"]) == ("succeeded", True)
    changes = run["changes"]
    assert changes["proven"]
    assert changes["weight"] == changes["least_weight"]
    # Each lost place is left by one and taken by another; nobody else moves.
    assert changes["places"] == 2 * len(lost)
    draft = planner.rota()
    assert holders(before) - holders(draft) == lost
    assert draft["open_places"] == 0
    made = planner.publish(reason=f"{ill} is ill")
    assert [each["kind"] for each in made["changes"]] == ["moved"] * len(lost)
    assert {each["reason"] for each in made["changes"]} == {f"{ill} is ill"}


def test_published_shifts_are_frozen_protected_or_free_by_the_time_to_them(
    planner: Planner,
) -> None:
    planner.in_a_hurry().published()
    planner.home.patch("/v1/teams/nord", freeze={"frozen_hours": 24, "protected_hours": 72})
    planner.home.clock.now = at(1, 9)
    shown = [(each["day"][8:], each["promise"]) for each in planner.rota("published")["shifts"]]
    assert shown == [
        ("30", None),
        ("01", "frozen"),
        ("02", "protected"),
        ("03", "protected"),
        ("04", "free"),
        ("05", "free"),
        ("05", "free"),
        ("06", "free"),
    ]
    run = planner.home.post("/v1/teams/nord/runs", week=WEEK, keep="published")["id"]
    with planner.home.reading() as session:
        case = run_inputs.of_run(session, runs.find(session, UUID(run)), at(1, 9)).case
    assert case.frozen_before == at(2, 9)
    weights = {case.shift[each.shift].day.day: each.weight for each in case.published}
    assert weights == {30: 6, 1: 6, 2: 6, 3: 3, 4: 1, 5: 1, 6: 1}
    planner.home.http.delete(f"/v1/runs/{run}")


def test_why_somebody_has_a_place_and_why_not_another(planner: Planner) -> None:
    planner.in_a_hurry().run()
    shift = planner.rota()["shifts"][0]
    path = f"/v1/slots/{shift['slots'][0]['id']}/why"
    told = planner.home.get(path)
    assert told["member"] == shift["slots"][0]["member"]
    assert "instead would cost" in told["reasons"][0]
    assert len(told["others"]) == len(planner.people) - 2

    other = next(name for name in planner.people if name not in named(shift))
    away = {"start": "2026-11-30T00:00:00Z", "end": "2026-12-01T00:00:00Z"}
    planner.home.post(f"/v1/members/{planner.people[other]}/absences", **away, kind="leave")
    told = planner.home.get(f"{path}?instead={planner.people[other]}")
    assert [each["member"]["name"] for each in told["others"]] == [other]
    assert any(other in reason for reason in told["reasons"])
    assert planner.home.get(path)["reasons"][0] == (
        "A rule that must hold keeps 1 of 6 others away."
    )
    planner.give(shift["slots"][0]["id"], None)
    assert planner.home.http.get(path).status_code == 404
