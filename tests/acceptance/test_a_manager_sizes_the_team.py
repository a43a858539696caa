"""A manager's way from the message log to the size of the team, and back to what happened."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.cli.demo import team as made_up
from api.queue.children import Children
from rotation.timespan import Week, zone
from support.organisation import TestOrganisation
from support.planned_team import WEEK, Planner, named

TEAM = {
    "slug": "nord",
    "name": "Nord",
    "timezone": "Europe/Brussels",
    "country": "BE",
    "safety": "off",
}
TARGETS = {"whatsapp": (0.8, 30), "facebook": (0.8, 60)}
OPEN = [{"weekday": day, "from": "17:00", "to": "22:00"} for day in range(1, 8)]


@pytest.fixture
def manager(home: TestOrganisation, children: Children) -> Planner:
    """Six people, two channels that are open in the evening, shifts left to the targets."""
    home.app.state.children = children
    home.post("/v1/teams", **TEAM)
    for slug, (share, within) in TARGETS.items():
        target = {"share": share, "within_minutes": within}
        home.post("/v1/teams/nord/channels", slug=slug, kind=slug, target=target, windows=OPEN)
    found = Planner(home, children, {}, {})
    found.with_people("Ann", "Bob", "Cas", "Dia", "Eve", "Fay", channels=list(TARGETS))
    found.pattern("Evening", list(range(1, 8)), ("17:00", "22:00"), target="auto", maximum=3)
    found.pattern("Peak", list(range(1, 8)), ("18:00", "21:00"), minimum=0, target="auto")
    return found


def log(before: Week, weeks: range) -> list[dict[str, str]]:
    """Return the messages of some of the eight weeks before a week."""
    spans = [before.plus(-back).span(zone(made_up.ZONE)) for back in weeks]
    return [
        each
        for each in made_up.messages(before)
        if each["channel"] in TARGETS
        and any(datetime.fromisoformat(each["received_at"]) in span for span in spans)
    ]


def ask(manager: Planner, call: str, **body: Any) -> Any:
    """Return the answer to a staffing question about the week."""
    return manager.home.post(f"/v1/teams/nord/staffing/{call}", week=WEEK, **body)


def test_a_manager_walks_from_the_log_to_the_size_of_the_team(manager: Planner) -> None:
    imported_and_forecast(manager)
    hours = required(manager)
    foretold = planned(manager)
    compared(manager)
    sized(manager, hours)
    measured(manager, foretold)


def imported_and_forecast(manager: Planner) -> None:
    """Import eight weeks of messages, and expect as many as came."""
    rows = log(Week(2026, 48), range(1, 9))
    for given, accepted in ((rows, len(rows)), (rows[-500:], 0)):
        told = manager.home.http.post("/v1/teams/nord/messages", json=given).json()
        assert (told["accepted"], told["refused_count"]) == (accepted, 0)
    expected = manager.home.get(f"/v1/teams/nord/forecast?week={WEEK}")
    total = sum(each["week_total"] for each in expected["channels"])
    assert total == pytest.approx(len(rows) / 8, rel=0.1)
    assert all(each["accuracy"]["wape"] < 1 for each in expected["channels"])


def required(manager: Planner) -> float:
    """Ask what the targets need: hours, and more people where most comes in."""
    told = ask(manager, "requirements")
    assert {each["pattern"] for each in told["patterns"]} == {"Evening", "Peak"}
    assert max(each["required"] for each in told["intervals"]) >= 2
    assert told["hours"] == sum(
        each["target"] * (5 if each["pattern"] == "Evening" else 3) for each in told["patterns"]
    )
    return float(told["hours"])


def planned(manager: Planner) -> dict[str, Any]:
    """Make the rota; it says which replies it will give, and what it gives is enough."""
    assert manager.run(time_limit_seconds=3)["state"] == "succeeded"
    rota = manager.rota()
    assert rota["open_places"] == 0
    prediction: dict[str, Any] = rota["prediction"]
    for each in prediction["channels"]:
        assert each["low"] <= each["within_share"] <= each["high"]
        assert each["within_share"] > TARGETS[each["channel"]][0] - 0.02
        assert each["target_met_probability"] is not None
    asked = ask(manager, "predict", rota={"version": "draft"}, engine="simulation")
    shares = [
        {each["channel"]: each["within_share"] for each in told["channels"]}
        for told in (prediction, asked)
    ]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)
    manager.publish()
    return prediction


def compared(manager: Planner) -> None:
    """Compare rotation and closed: what closing saves in hours it costs in replies."""
    told = ask(manager, "compare-closed", rota={"version": "published"}, engine="exact")["options"]
    by_name = {each["name"]: each for each in told}
    now, closed = by_name["as it is"], by_name["weekend closed"]
    lengths = {"Evening": 5, "Peak": 3}
    shifts = manager.rota("published")["shifts"]
    hours = sum(lengths[each["pattern"]] * len(named(each)) for each in shifts)
    assert now["agent_hours"] == pytest.approx(hours)
    assert now["on_frontier"]
    assert closed["agent_hours"] < hours
    for slug in TARGETS:
        assert closed["calendar"]["channels"][slug] < now["calendar"]["channels"][slug] - 0.05
        assert closed["business"]["channels"][slug] >= closed["calendar"]["channels"][slug]
    # From Friday 22:00 to Monday 17:00 is longer than a platform takes a plain reply.
    assert closed["window_missed_per_week"] > 10 > now["window_missed_per_week"]
    assert max(each["waiting"]["mean"] for each in closed["waiting_at_opening"]) > 10


def sized(manager: Planner, hours: float) -> None:
    """Ask for the smallest team, without waiting, and find it where the answer says."""
    body = {
        "week": WEEK,
        "new_member": {"hours_per_week": 12, "max_shifts_per_week": 3},
        "volumes": [1.0, 1.2],
    }
    asked = manager.home.http.post(
        "/v1/teams/nord/staffing/right-size", json=body, headers={"Prefer": "respond-async"}
    )
    assert asked.status_code == 202
    manager.work_off()
    run = manager.home.get(asked.headers["location"])
    told = run["answer"]
    assert (run["state"], told["complete"], told["targets_met"]) == ("succeeded", True, True)
    smallest = told["smallest"]
    assert smallest["feasible"]
    assert hours <= smallest["hours"] <= 12 * smallest["members"]
    assert not told["one_fewer"]["feasible"]
    assert told["one_more"]["hours_a_head"] < smallest["hours_a_head"]
    for each in smallest["channels"]:
        assert each["within_share"] > each["target_share"] - 0.01
    by_volume = {each["volume"]: each["members"] for each in told["by_volume"]}
    assert by_volume[1.0] == smallest["members"] <= by_volume[1.2]


def measured(manager: Planner, foretold: dict[str, Any]) -> None:
    """See what came of it: the week's messages beside what was predicted for its version."""
    manager.home.clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)
    rows = log(Week(2026, 50), range(1, 2))
    assert manager.home.http.post("/v1/teams/nord/messages", json=rows).json()["accepted"]
    told = manager.home.get("/v1/teams/nord/replies?from=2026-11-30&to=2026-12-07")
    (week,) = told["weeks"]
    assert week["version"] == 1
    shares = {each["channel"]: each["within_share"] for each in foretold["channels"]}
    assert {e["channel"]: e["predicted"]["within_share"] for e in week["channels"]} == shares
    assert all(day["channels"][0]["predicted"] for day in week["days"])
    assert all(each["predicted"] for shift in week["shifts"] for each in shift["channels"])
    assert {each["channel"] for each in week["badge"]} == {"facebook"}
