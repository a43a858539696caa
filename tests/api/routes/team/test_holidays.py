"""The holidays of a team: of the categories it chose, in the reader's language."""

import pytest

from support.organisation import TestOrganisation

MUNICH = {
    "slug": "isar",
    "name": "Isar",
    "timezone": "Europe/Berlin",
    "country": "DE",
    "subdivision": "BY",
}
PATH = "/v1/teams/isar/holidays?year=2026"


def named(home: TestOrganisation, language: str = "en") -> dict[str, str]:
    """Return the holidays of the team by day."""
    shown = home.http.get(PATH, headers={"Accept-Language": language}).json()["items"]
    return {each["day"]: each["name"] for each in shown}


def test_assumption_day_is_a_holiday_in_munich_where_catholic_ones_are_chosen(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **MUNICH)
    assert "2026-08-15" not in named(home)
    home.patch("/v1/teams/isar", holiday_categories=["public", "catholic"])
    assert "2026-08-15" in named(home)
    assert "2026-12-25" in named(home)


def test_names_are_in_the_readers_language_where_the_calendar_has_them(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **MUNICH | {"country": "BE", "subdivision": None})
    assert named(home, "fr")["2026-12-25"] == "Noël"
    assert named(home, "nl")["2026-12-25"] == "Kerstmis"
    assert named(home)["2026-12-25"] == "Christmas Day"


@pytest.mark.parametrize("categories", [["catholics"], [], ["public", ""], "public"])
def test_a_category_that_the_calendar_lacks_is_refused(
    home: TestOrganisation, categories: object
) -> None:
    answer = home.http.post("/v1/teams", json={**MUNICH, "holiday_categories": categories})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/holiday_categories")
