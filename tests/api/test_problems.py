"""A problem says what is wrong with a field in the reader's language, without a library's words."""

import pytest

from support.organisation import TestOrganisation

FAR = {"start": "9999-01-01T17:00:00Z", "end": "9999-01-01T18:00:00Z"}


@pytest.fixture
def member(home: TestOrganisation) -> str:
    """A member of a team, by the address of their absences."""
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    made = home.post("/v1/teams/nord/members", name="Ann")["id"]
    return f"/v1/members/{made}/absences"


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Use a year from 1970 to 9000."),
        ("fr", "Utilisez une année de 1970 à 9000."),
        ("nl", "Gebruik een jaar van 1970 tot 9000."),
    ],
)
def test_a_year_out_of_reach_is_refused_in_the_readers_language(
    home: TestOrganisation, member: str, language: str, reason: str
) -> None:
    answer = home.http.post(member, json=FAR, headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert {"pointer": "/start", "detail": reason} in answer.json()["errors"]


def test_what_the_schema_alone_refuses_names_its_field(home: TestOrganisation, member: str) -> None:
    answer = home.http.post(member, json={})
    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["errors"]} >= {"/start", "/end"}
