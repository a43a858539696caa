"""Strategies beside each other: gaps, overloads, known hours, and money where a rate is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import browser

PATH = "/v1/teams/nord/strategies/compare"


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual week of 70 hours of webcare, looked at the week after."""
    made = PublishedWeek.of_nord(home)
    home.clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)
    return made


def compare(rota: PublishedWeek, *set_ups: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rota.home.post(PATH, set_ups=list(set_ups))["set_ups"]
    return found


def test_going_active_has_a_number(rota: PublishedWeek) -> None:
    rota.home.http.put(
        "/v1/teams/nord/pay-terms", json={"hourly_minor": 2000}, headers={"If-Match": "*"}
    )
    passive, active = compare(
        rota,
        {"name": "now", "strategy": "passive", "hours_per_week": {"management": 10}},
        {
            "name": "active",
            "strategy": "active",
            "hours_per_week": {"management": 10, "content": 12.5, "creative": 6},
        },
    )
    # 70 hours of webcare in one of the four weeks that are measured.
    assert passive["hours_by_task"] == {"management": 10, "webcare": 17.5}
    assert (passive["hours_per_week"], passive["amount_minor_per_week"]) == (27.5, 55_000)
    assert passive["unknown"] == ["analytics"]
    assert (active["more_hours_per_week"], active["unknown"]) == (18.5, ["analytics"])
    assert active["amount_minor_per_week"] == 92_000
    assert passive["gaps"] == ["management", "analytics"]


def test_objectives_of_a_channel_ask_for_their_tasks(rota: PublishedWeek) -> None:
    as_it_is, sales = compare(
        rota,
        {"name": "now", "strategy": "passive"},
        {"name": "sales", "strategy": "passive", "objectives": {"whatsapp": ["direct_sales"]}},
    )
    assert "advertising" not in as_it_is["hours_by_task"].keys() | set(as_it_is["unknown"])
    assert "advertising" in sales["unknown"]
    wrong = {"name": "x", "strategy": "active", "objectives": {"telex": []}}
    answer = rota.home.http.post(PATH, json={"set_ups": [wrong]})
    assert (answer.status_code, "telex" in answer.text) == (422, True)
    assert rota.home.http.post(PATH, json={"set_ups": []}).status_code == 422


def test_one_person_in_four_tasks_is_too_many(rota: PublishedWeek) -> None:
    tasks = ["management", "webcare", "content", "creative"]
    rota.home.post("/v1/teams/nord/roles", slug="all", name="All", tasks=tasks)
    rota.home.patch(f"/v1/members/{rota.id('Hugo')}", roles=["all"])
    (active,) = compare(rota, {"name": "active", "strategy": "active"})
    assert [(each["name"], each["tasks"]) for each in active["overloads"]] == [("Hugo", tasks)]
    (passive,) = compare(rota, {"name": "passive", "strategy": "passive"})
    assert passive["overloads"] == []


def test_without_duties_or_hours_there_is_not_enough_data(home: TestOrganisation) -> None:
    rota = PublishedWeek.of_nord(home)
    (found,) = compare(rota, {"name": "now", "strategy": "proactive"})
    assert (found["hours_per_week"], found["amount_minor_per_week"]) == (None, None)
    one = browser(home, Access.OWNER, rota.id("Amélie"))
    page = one.get("/t/nord/set-up/roles/sheet").text
    assert "not enough data" in page
    assert "Amélie" in page
