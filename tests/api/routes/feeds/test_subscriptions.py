"""Addresses of calendars are made by those who may, shown once, and revoked."""

from typing import Any
from uuid import UUID

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


@pytest.fixture
def zoe(home: TestOrganisation) -> str:
    """The id of a member of the team Nord."""
    home.post("/v1/teams", **TEAM)
    member: str = home.post("/v1/teams/nord/members", name="Zoë")["id"]
    return member


def test_an_address_has_a_plain_and_a_webcal_form(home: TestOrganisation, zoe: str) -> None:
    made = home.post(f"/v1/members/{zoe}/feeds", alarm_minutes=60, busy=True)
    assert made["url"].startswith(f"http://127.0.0.1:8000/ical/{made['prefix']}")
    assert made["webcal_url"] == made["url"].replace("http://", "webcal://")


def test_an_address_is_shown_once(home: TestOrganisation, zoe: str) -> None:
    made = home.post(f"/v1/members/{zoe}/feeds", alarm_minutes=60)
    listed = home.get(f"/v1/members/{zoe}/feeds")["items"]
    assert listed == [{name: made[name] for name in made if not name.endswith("url")}]
    assert home.get("/v1/teams/nord/feeds")["items"] == []


def test_a_subscriber_gets_what_they_chose(home: TestOrganisation, zoe: str) -> None:
    made = home.post(f"/v1/members/{zoe}/feeds")
    content = home.http.get(made["url"]).content
    assert "NAME:Zoë — Nord\r\n".encode() in content


def test_the_language_is_that_of_the_request(home: TestOrganisation, zoe: str) -> None:
    headers = {"Accept-Language": "nl-BE, fr;q=0.5"}
    path = f"/v1/members/{zoe}/feeds"
    assert home.http.post(path, json={}, headers=headers).json()["language"] == "nl"
    assert home.http.post(path, json={"language": "fr"}, headers=headers).json()["language"] == "fr"


@pytest.mark.parametrize(
    "body", [{"alarm_minutes": -1}, {"alarm_minutes": 10**6}, {"language": "xx"}, {"colour": 1}]
)
def test_a_wish_that_cannot_be_met_is_refused(
    home: TestOrganisation, zoe: str, body: dict[str, Any]
) -> None:
    assert home.http.post(f"/v1/members/{zoe}/feeds", json=body).status_code == 422


def test_members_make_and_revoke_their_own_feeds(home: TestOrganisation, zoe: str) -> None:
    client = home.client(Access.MEMBER, member=UUID(zoe))
    made = client.post(f"/v1/members/{zoe}/feeds", json={}).json()
    assert client.delete(f"/v1/feeds/{made['id']}").status_code == 204
    assert home.http.delete(f"/v1/feeds/{made['id']}").status_code == 404


def test_members_may_not_touch_the_feeds_of_others(home: TestOrganisation, zoe: str) -> None:
    max_ = home.post("/v1/teams/nord/members", name="Max")["id"]
    client = home.client(Access.MEMBER, member=UUID(zoe))
    others = home.post(f"/v1/members/{max_}/feeds")["id"], home.post("/v1/teams/nord/feeds")["id"]
    answers = [
        client.post(f"/v1/members/{max_}/feeds", json={}),
        client.get(f"/v1/members/{max_}/feeds"),
        client.post("/v1/teams/nord/feeds", json={}),
        *(client.delete(f"/v1/feeds/{each}") for each in others),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5


@pytest.mark.parametrize("access", [Access.VIEWER, Access.BOT])
def test_who_only_looks_makes_no_feeds(home: TestOrganisation, zoe: str, access: Access) -> None:
    client = home.client(access)
    assert client.post(f"/v1/members/{zoe}/feeds", json={}).status_code == 403
    assert client.post("/v1/teams/nord/feeds", json={}).status_code == 403


def test_a_key_of_another_team_sees_no_feed(home: TestOrganisation, zoe: str) -> None:
    other = home.post("/v1/teams", **{**TEAM, "slug": "south"})["id"]
    made = home.post(f"/v1/members/{zoe}/feeds")
    client = home.client(Access.MANAGER, teams=(UUID(other),))
    assert client.get("/v1/teams/nord/feeds").status_code == 404
    assert client.delete(f"/v1/feeds/{made['id']}").status_code == 404
