"""Mail addresses of members: taken in the form that mail servers take."""

import pytest

from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


@pytest.fixture
def path(home: TestOrganisation) -> str:
    """The contacts of a member."""
    home.post("/v1/teams", **TEAM)
    member = home.post("/v1/teams/nord/members", name="Ann")["id"]
    return f"/v1/members/{member}/contacts"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        ("ann@Exämple.org", "ann@xn--exmple-cua.org"),
        ("ann@xn--exmple-cua.org", "ann@xn--exmple-cua.org"),
        ("chloé@exämple.org", "chloé@xn--exmple-cua.org"),
    ],
)
def test_a_domain_with_accents_is_taken_as_its_ascii_form(
    home: TestOrganisation, path: str, given: str, kept: str
) -> None:
    assert home.post(path, kind="email", address=given)["address"] == kept


@pytest.mark.parametrize(
    "address", ["ann@", "ann@a\u200fb.org", "ann@é" * 60, "a b@é.org", "é.org"]
)
def test_what_is_no_address_is_refused(home: TestOrganisation, path: str, address: str) -> None:
    answer = home.http.post(path, json={"kind": "email", "address": address})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/address"
