"""Each difference of a week is told with who made it and why."""

from datetime import UTC, datetime
from typing import Any

import pytest

from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import EVENINGS, PublishedWeek

ROTA = f"/v1/teams/nord/rotas/{WEEK}"
PATH = f"/v1/teams/nord/rotas/{WEEK}/changes"


@pytest.fixture
def standing(home: TestOrganisation) -> PublishedWeek:
    """A published week."""
    return PublishedWeek.of_nord(home)


def told(standing: PublishedWeek, query: str = "") -> list[tuple[Any, ...]]:
    """Return kind, who left, who came, author, reason and version of each difference."""
    found = standing.home.get(PATH + query)["items"]
    return [
        (
            each["kind"],
            each["before"] and each["before"]["name"],
            each["after"] and each["after"]["name"],
            each["author"],
            each["reason"],
            each["version"],
        )
        for each in found
    ]


def test_each_difference_names_the_version_it_came_with(standing: PublishedWeek) -> None:
    standing.plan({**EVENINGS, "Mon": ("Amélie", "Hugo")})
    standing.publish(reason="Bruno is at a fair")
    standing.plan({**EVENINGS, "Mon": ("Amélie", "Hugo"), "Tue": ("Chloé",)})
    standing.publish(reason="quiet Tuesday")
    listed = standing.home.get(f"/v1/teams/nord/rotas/{WEEK}/versions")["items"]
    author = listed[-1]["published_by"]
    assert told(standing, "?from=1&to=3") == [
        ("moved", "Bruno", "Hugo", author, "Bruno is at a fair", 2),
        ("removed", "David", None, author, "quiet Tuesday", 3),
    ]
    assert [each[5] for each in told(standing, "?from=0&to=3")] == [1, 2, *[1] * 11]


def test_a_swap_is_of_who_took_the_place_with_the_reason_of_the_giver(
    standing: PublishedWeek,
) -> None:
    body = {"slot": standing.slot("Mon"), "to": standing.id("Hugo"), "reason": "concert"}
    swap = standing.as_("Amélie").post("/v1/teams/nord/swaps", json=body).json()["id"]
    assert standing.as_("Hugo").post(f"/v1/swaps/{swap}/accept").is_success
    assert told(standing, "?from=1&to=published") == [
        ("moved", "Amélie", "Hugo", "Hugo", "concert", 1)
    ]


def test_an_edit_of_the_draft_is_of_who_made_it(standing: PublishedWeek) -> None:
    standing.home.clock.now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    tag = standing.home.http.get(f"{ROTA}?version=draft").headers["etag"]
    path = f"{ROTA}/draft/slots/{standing.slot('Wed')}"
    answer = standing.home.http.patch(path, json={"member": None}, headers={"If-Match": tag})
    assert answer.is_success
    ((kind, before, after, author, *_),) = told(standing)
    assert (kind, before, after) == ("removed", "Emma", None)
    assert f" {author}" in standing.home.http.headers["authorization"]
    assert standing.home.http.get(PATH + "?from=1&to=9").status_code == 404


@pytest.mark.parametrize(("preset", "days", "short"), [("fr", 7, 5.0), ("nl", 28, 22.0)])
def test_publishing_late_warns_with_days_short_and_the_law(
    home: TestOrganisation, preset: str, days: int, short: float
) -> None:
    home.clock.now = datetime(2026, 11, 24, 16, tzinfo=UTC)
    standing = PublishedWeek.of_nord(home)
    home.patch("/v1/teams/nord", labour_preset=preset)
    standing.plan({**EVENINGS, "Mon": ("Amélie", "Hugo")})
    warnings = standing.publish()["warnings"]
    # Told on Tuesday at 17:00 in Paris of Monday at 17:00; seven working days before it is
    # Thursday of the week before at 17:00, as neither Saturdays nor Sundays are.
    assert [(each["member"]["name"], each["days"], each["days_short"]) for each in warnings] == [
        ("Bruno", days, short),
        ("Hugo", days, short),
    ]
    assert all(each["reference"] and each["text"].startswith("check:") for each in warnings)
    assert "compliant" not in str(warnings)


def test_the_teams_own_notice_period_replaces_that_of_the_law(standing: PublishedWeek) -> None:
    standing.home.patch("/v1/teams/nord", labour_preset="fr")
    standing.rules(notice={"days": 3, "note": "agreement of 2025"})
    standing.plan({**EVENINGS, "Mon": ("Amélie", "Hugo")})
    assert standing.publish()["warnings"] == []
    standing.home.clock.now = datetime(2026, 11, 29, 16, tzinfo=UTC)
    warnings = standing.home.post(f"/v1/teams/nord/rotas/{WEEK}/revert", version=1)["warnings"]
    assert {(each["member"]["name"], each["days_short"]) for each in warnings} == {
        ("Bruno", 2.0),
        ("Hugo", 2.0),
    }


def test_in_time_nothing_is_warned_about(home: TestOrganisation) -> None:
    home.clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    standing = PublishedWeek.of_nord(home)
    home.patch("/v1/teams/nord", labour_preset="fr")
    standing.plan({**EVENINGS, "Mon": ("Amélie", "Hugo")})
    assert standing.publish()["warnings"] == []


def test_several_weeks_are_published_all_or_none(standing: PublishedWeek) -> None:
    following = "2026-W50"
    standing.plan({**EVENINGS, "Mon": ("Amélie", "Hugo")})
    standing.plan({"Mon": ("Amélie",)}, following)
    path = f"/v1/teams/nord/rotas/{WEEK}/publish"
    answer = standing.home.http.post(path, json={"weeks": 2, "accept_gaps": False})
    assert answer.status_code == 409
    assert standing.home.get(f"/v1/teams/nord/rotas/{WEEK}")["version"] == 1
    made = standing.home.post(path, weeks=2)
    assert made["weeks"] == {WEEK: 2, following: 1}
