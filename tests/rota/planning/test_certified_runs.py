"""A run is certified with its named members; what still misses stands in it with what it takes."""

from typing import Any

import pytest

from rotation.json_value import Json
from rotation.rota.staffing import shortfall
from support.planned_team import Planner
from support.staffing_api import EVENINGS


def change_channel(planner: Planner, **more: Any) -> None:
    """Change the channel of the team."""
    planner.home.patch("/v1/teams/nord/channels/whatsapp", **more)


@pytest.fixture
def automatic(planner: Planner) -> Planner:
    """The team Nord with evenings left to the staffing, and as many messages as two can answer."""
    for pattern in planner.home.get("/v1/teams/nord/shift-patterns")["items"]:
        planner.home.http.delete(f"/v1/teams/nord/shift-patterns/{pattern['id']}")
    planner.pattern(
        "Evening", [1, 2, 3, 4, 5, 6, 7], ("17:00", "22:00"), minimum=1, target="auto", maximum=3
    )
    change_channel(
        planner,
        windows=EVENINGS,
        weekly_volume=500,
        target={"share": 0.8, "within_minutes": 15},
    )
    return planner


def replies(planner: Planner) -> dict[str, Any]:
    """Return the predicted replies of the only channel."""
    found: dict[str, Any] = planner.rota()["prediction"]["channels"][0]
    return found


def test_a_run_says_what_its_rota_gives_by_the_simulation(automatic: Planner) -> None:
    run = automatic.run()
    assert run["state"] == "succeeded", run
    assert replies(automatic)["engine"] == "simulation"
    assert replies(automatic)["within_share"] >= 0.8 - shortfall.TOLERANCE
    assert run["short_of_target"] == []


def test_too_few_people_stand_in_the_run_as_short_of_target(automatic: Planner) -> None:
    names = list(automatic.people)
    for name in names[1:]:
        assert automatic.home.http.delete(f"/v1/members/{automatic.people[name]}").is_success
    run = automatic.run()
    weekly = [each for each in run["short_of_target"] if each["date"] is None]
    (short,) = weekly
    assert (short["channel"], short["target_share"]) == ("whatsapp", 0.8)
    assert short["within_share"] < 0.8
    assert short["open_hours"] > 0
    assert "open places" in short["remedy"]
    days = {each["date"] for each in run["short_of_target"]} - {None}
    named = {each["date"] for each in automatic.rota()["below_floor"]}
    assert days == named
    assert days


def test_a_shift_of_a_set_number_that_is_too_small_is_named_with_its_worst_stretch(
    planner: Planner,
) -> None:
    change_channel(
        planner,
        windows=EVENINGS,
        weekly_volume=1500,
        target={"share": 0.8, "within_minutes": 15, "floor": None},
    )
    run = planner.run()
    (short,) = run["short_of_target"]
    assert short["hours"] is None
    assert short["worst"]["late"] > 0


def test_what_misses_is_raised_and_planned_again(
    automatic: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer of the child plans for too few messages; the rounds make up for it."""
    asked: list[float] = []
    children = automatic.children.answer

    def too_few(question: Json) -> Json:
        if question.get("ask") == "plan":
            plan = question["plan"]
            asked.append(plan["week"]["channels"][0]["share"])
            question = {**question, "plan": {**plan, "factor": 0.4 * plan["factor"]}}
        return children(question)

    monkeypatch.setattr(automatic.children, "answer", too_few)
    change_channel(automatic, weekly_volume=1200)
    run = automatic.run()
    assert asked[0] == 0.8
    assert 2 <= len(asked) <= 4
    assert asked == sorted(asked)
    assert asked[-1] > 0.8
    if run["short_of_target"]:
        assert run["short_of_target"][0]["hours"] is not None
