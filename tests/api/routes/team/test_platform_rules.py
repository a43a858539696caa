"""Rules of platforms through HTTP: a team's own, and what predictions say by them."""

from typing import Any

import pytest

from support.organisation import TestOrganisation
from support.planned_team import WEEK, Planner

WINDOWS = [{"weekday": day, "from": "17:00", "to": "22:00", "state": "open"} for day in range(1, 8)]
HEADS = [2 * (17 <= hour < 22) for hour in range(24)] * 7


@pytest.fixture
def webcare(planner: Planner) -> Planner:
    """The team Nord with a channel that is open in the evening and gets 700 messages a week."""
    planner.home.patch("/v1/teams/nord/channels/whatsapp", windows=WINDOWS, weekly_volume=700)
    return planner


def predict(planner: Planner, counts: list[int], week: str = WEEK) -> dict[str, Any]:
    """Return the replies of a week with so many people by the hour."""
    body = {"week": week, "heads": {"interval_minutes": 60, "counts": counts}}
    found: dict[str, Any] = planner.home.post("/v1/teams/nord/staffing/predict", **body)
    return found


def test_a_rota_that_would_lose_a_window_or_a_badge_says_which_hours_do_it(
    webcare: Planner,
) -> None:
    rule = {
        "platform": "whatsapp",
        "name": "our own badge",
        "kind": "badge",
        "minutes": 15,
        "valid_from": "2026-01-01",
        "source": "us",
        "checked_on": "2026-11-01",
    }
    webcare.home.put("/v1/teams/nord/platform-rules", {"rules": [rule]})
    told = predict(webcare, [3 * (each > 0) for each in HEADS[:120]] + [0] * 48)
    (badge,), (window,) = told["badge"], told["reply_windows"]
    assert not badge["kept"]
    assert badge["caused_by"][0] in {"2026-12-05", "2026-12-06"}
    assert {each["start"] for each in badge["hours"]} == {
        "2026-12-05T16:00:00Z",
        "2026-12-06T16:00:00Z",
    }
    share = int(badge["within_share"] * 100)
    assert badge["sentence"].endswith(f"caps the 7-day rate at {share}%.")
    assert badge["sentence"].startswith("whatsapp: S")
    # Who writes on Saturday evening waits until Monday: longer than 24 hours.
    assert window["minutes"] == 1440
    assert window["missed"] > 20
    assert window["hours"][0]["start"] == "2026-12-05T16:00:00Z"


def test_a_rule_of_a_team_holds_from_its_date_on_and_past_weeks_keep_theirs(
    webcare: Planner,
) -> None:
    path = "/v1/teams/nord/platform-rules"
    rule = {
        "platform": "whatsapp",
        "name": "shorter",
        "kind": "reply_window",
        "minutes": 60,
        "valid_from": "2026-11-30",
        "source": "us",
        "checked_on": "2026-11-01",
    }
    assert webcare.home.put(path, {"rules": [rule]})["rules"][0]["minutes"] == 60
    told = webcare.home.get(path)
    assert {each["platform"] for each in told["shipped"]} == {"facebook", "instagram", "whatsapp"}
    assert "platform" in told["note"]
    minutes = [
        predict(webcare, HEADS, week)["reply_windows"][0]["minutes"] for week in ("2026-W48", WEEK)
    ]
    assert minutes == [1440, 60]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"valid_to": "2025-12-31"}, "/rules/0/valid_to"),
        ({"uses_exception": True}, "/rules/0/exception_minutes"),
        ({"minutes": -1}, "minutes"),
        ({"rate": 1.5}, "rate"),
        ({"away_hours": -1}, "away_hours"),
        ({"away_hours": 12}, "/rules/0/away_hours"),
        ({"platform": "myspace"}, "platform"),
        ({"valid_from": "yesterday"}, "valid_from"),
    ],
)
def test_a_platform_rule_that_cannot_be_is_refused_by_its_field(
    home: TestOrganisation, changed: dict[str, Any], where: str
) -> None:
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    rule = {
        "platform": "facebook",
        "name": "x",
        "kind": "badge",
        "minutes": 5,
        "source": "us",
        "valid_from": "2026-01-01",
        "checked_on": "2026-11-01",
        **changed,
    }
    path = "/v1/teams/sud/platform-rules"
    answer = home.http.put(path, json={"rules": [rule]}, headers={"If-Match": "*"})
    assert answer.status_code == 422, answer.text
    assert where in str(answer.json()["errors"])
    assert home.get(path)["rules"] == []


def test_two_rules_of_a_platform_cannot_hold_at_once(home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    first = {
        "platform": "facebook",
        "name": "x",
        "kind": "badge",
        "minutes": 5,
        "source": "us",
        "valid_from": "2026-01-01",
        "valid_to": "2027-01-01",
        "checked_on": "2026-11-01",
    }
    path = "/v1/teams/sud/platform-rules"
    for begins, status in (("2026-12-31", 422), ("2027-01-01", 200)):
        second = {**first, "valid_from": begins, "valid_to": None}
        answer = home.http.put(path, json={"rules": [first, second]}, headers={"If-Match": "*"})
        assert answer.status_code == status
