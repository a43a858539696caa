"""What bodies and headers are taken: one problem for one thing, any subset in a PATCH."""

import pytest

from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_a_body_of_another_media_type_is_refused(home: TestOrganisation, kind: str) -> None:
    answer = home.http.post("/v1/teams", content=b'{"slug": "n"}', headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert answer.json()["type"] == "/problems/wrong-media-type"
    assert answer.json()["errors"][0]["parameter"] == "Content-Type"


def test_files_of_another_media_type_are_refused_too(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    member = home.post("/v1/teams/nord/members", name="Ann")["id"]
    headers = {"Content-Type": "text/html", "If-Match": "*"}
    for answer in (
        home.http.put(f"/v1/members/{member}/busy-calendar", content=b"x", headers=headers),
        home.http.post("/v1/teams/nord/messages", content=b"x", headers=headers),
    ):
        assert answer.status_code == 415
        assert answer.json()["errors"][0]["parameter"] == "Content-Type"


def test_json_by_another_name_is_json(home: TestOrganisation) -> None:
    for kind in ("application/json; charset=utf-8", "application/merge-patch+json"):
        answer = home.http.post("/v1/teams", content=b"{}", headers={"Content-Type": kind})
        assert answer.status_code == 422


def test_a_missing_etag_has_a_problem_of_its_own(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    answer = home.http.patch("/v1/teams/nord", json={"name": "North"})
    assert (answer.status_code, answer.json()["type"]) == (428, "/problems/match-missing")
    assert answer.json()["title"] == "If-Match is missing."


def test_what_was_made_is_found_at_its_location(home: TestOrganisation) -> None:
    made = home.http.post("/v1/teams", json=TEAM)
    assert home.http.get(made.headers["Location"]).json()["id"] == made.json()["id"]
    made = home.http.post("/v1/teams/nord/members", json={"name": "Ann"})
    assert home.http.get(made.headers["Location"]).json()["name"] == "Ann"


def test_a_list_that_is_loaded_whole_comes_in_pages(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    every = home.http.get("/v1/teams/nord/roles").json()["items"]
    found, cursor = [], "0"
    while cursor:
        page = home.http.get("/v1/teams/nord/roles", params={"limit": 1, "cursor": cursor}).json()
        assert len(page["items"]) == 1
        found += page["items"]
        cursor = page["next"]
    assert found == every
    assert len(found) > 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("channels", ["fax"]), ("languages", ["xx"]), ("roles", ["captain"])],
)
def test_what_a_team_does_not_know_is_no_field_of_a_member(
    home: TestOrganisation, field: str, value: list[str]
) -> None:
    home.post("/v1/teams", **TEAM)
    answer = home.http.post("/v1/teams/nord/members", json={"name": "Ann", field: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{field}/0"
