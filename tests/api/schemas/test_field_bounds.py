"""What no name, zone, language or day may be: refused with its field, everywhere alike."""

from typing import Any

import pytest

from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
HIDING = ["a\u202eb", "a\u2066b", "a\u200fb", "a\x85b", "a\x9bb", "a\u2028b", "a\x00b", "a\nb"]


def refused(home: TestOrganisation, path: str, body: Any, pointer: str) -> None:
    answer = home.http.post(path, json=body)
    assert answer.status_code == 422, (path, body, answer.text)
    assert answer.json()["errors"][0].get("pointer") == pointer


@pytest.fixture
def nord(home: TestOrganisation) -> TestOrganisation:
    """An organisation with a team."""
    home.post("/v1/teams", **TEAM)
    return home


@pytest.mark.parametrize("name", HIDING)
def test_nothing_is_called_by_what_hides_or_turns_text(nord: TestOrganisation, name: str) -> None:
    refused(nord, "/v1/teams", {**TEAM, "slug": "sud", "name": name}, "/name")
    refused(nord, "/v1/teams/nord/members", {"name": name}, "/name")
    refused(nord, "/v1/keys", {"access": "viewer", "name": name}, "/name")
    refused(nord, "/v1/teams/nord/closures", {"day": "2026-12-25", "name": name}, "/name")


@pytest.mark.parametrize("name", ["Zoë Čapek", "أحمد", "山田 太郎", "O’Neil", "क्‍ष", "👩‍👩‍👧"])
def test_people_are_called_what_they_are_called(nord: TestOrganisation, name: str) -> None:
    assert nord.post("/v1/teams/nord/members", name=name)["name"] == name


@pytest.mark.parametrize("zone", ["Factory", "localtime", "posixrules", "europe/paris", ""])
def test_a_zone_is_a_place(nord: TestOrganisation, zone: str) -> None:
    refused(nord, "/v1/teams", {**TEAM, "slug": "sud", "timezone": zone}, "/timezone")
    refused(nord, "/v1/teams/nord/members", {"name": "Eve", "timezone": zone}, "/timezone")


@pytest.mark.parametrize("language", ["xx", "qqq", "xx-be"])
def test_a_language_is_one_that_is_spoken(nord: TestOrganisation, language: str) -> None:
    body = {**TEAM, "slug": "sud", "languages": ["fr", language]}
    refused(nord, "/v1/teams", body, "/languages/1")
    refused(nord, "/v1/teams/nord/members", {"name": "E", "languages": [language]}, "/languages/0")


@pytest.mark.parametrize("language", ["fr", "nl-be", "de-CH", "gsw", "lb", "br"])
def test_languages_that_are_spoken_are_taken(nord: TestOrganisation, language: str) -> None:
    made = nord.post("/v1/teams/nord/members", name="Eve", languages=[language])
    assert made["languages"] == [language]


@pytest.mark.parametrize("day", ["1969-12-31", "9001-01-01", "0001-01-01"])
def test_every_day_is_in_one_range_of_years(nord: TestOrganisation, day: str) -> None:
    team = "/v1/teams/nord"
    member = nord.post(f"{team}/members", name="Eve")["id"]
    refused(nord, f"{team}/closures", {"day": day, "name": "x"}, "/day")
    refused(nord, f"{team}/members", {"name": "x", "starts_on": day}, "/starts_on")
    refused(nord, f"{team}/members", {"name": "x", "ends_on": day}, "/ends_on")
    sale = {"name": "x", "first_day": day, "last_day": day, "factor": 2}
    refused(nord, f"{team}/campaigns", sale, "/first_day")
    away = {"start": f"{day}T09:00:00Z", "end": f"{day}T10:00:00Z"}
    refused(nord, f"/v1/members/{member}/absences", away, "/start")
    for query in (
        f"replies?from={day}&to={day}",
        f"holidays?year={int(day[:4])}",
        f"on-duty?at={day}T00:00:00Z",
        f"rotas/{day[:4]}-W10",
    ):
        assert nord.http.get(f"{team}/{query}").status_code == 422, query
