"""What on-duty answers tell about people: by key, as JSON, as a sentence and in a chat."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek
from support.slack import SECRET, Slack

ON_DUTY = "/v1/teams/nord/on-duty"


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual week on its Tuesday evening: Chloé lets one address be seen, David none."""
    made = PublishedWeek.of_nord(home)
    for name, address, seen in (
        ("Chloé", "chloe@example.org", True),
        ("Chloé", "private@example.org", False),
        ("David", "david@example.org", False),
        ("Emma", "emma@example.org", True),
    ):
        path = f"/v1/members/{made.id(name)}/contacts"
        home.post(path, kind="email", address=address, on_duty=seen)
    home.clock.now = at(1, 17)
    return made


def reader(rota: PublishedWeek, privacy: str) -> TestClient:
    """Return a client whose key was made with a privacy level."""
    key = rota.home.post("/v1/keys", access="bot", privacy=privacy)
    assert key["privacy"] == privacy
    return TestClient(rota.home.app, headers={"Authorization": f"Bearer {key['key']}"})


def members(client: TestClient, path: str = ON_DUTY, part: str = "on_duty") -> list[Any]:
    return [each["member"] for each in client.get(path).json()[part]]


def said(client: TestClient, path: str = ON_DUTY, language: str = "en") -> str:
    headers = {"Accept": "text/plain", "Accept-Language": language}
    return client.get(path, headers=headers).text


def test_by_default_a_key_is_told_names(rota: PublishedWeek) -> None:
    key = rota.home.post("/v1/keys", access="bot")
    assert key["privacy"] == "name"
    assert members(reader(rota, "name")) == [
        {"id": rota.id("Chloé"), "name": "Chloé", "contacts": []},
        {"id": rota.id("David"), "name": "David", "contacts": []},
    ]


def test_a_key_that_sees_roles_gets_no_name_no_id_and_no_address(rota: PublishedWeek) -> None:
    client = reader(rota, "role")
    nobody: dict[str, Any] = {"id": None, "name": "content-marketer", "contacts": []}
    assert members(client) == [nobody, nobody]
    assert said(client) == "content-marketer on duty until Tue 1 Dec 22:00."
    every = client.get(ON_DUTY).text + client.get(f"{ON_DUTY}/next").text
    for name in rota.people:
        assert name not in every
        assert rota.id(name) not in every
    assert "@" not in every


def test_who_has_no_role_is_somebody_there(rota: PublishedWeek) -> None:
    for name in ("Chloé", "David"):
        rota.home.patch(f"/v1/members/{rota.id(name)}", roles=[])
    client = reader(rota, "role")
    assert members(client) == [{"id": None, "name": "", "contacts": []}] * 2
    assert said(client) == "somebody on duty until Tue 1 Dec 22:00."
    assert said(client, language="nl") == "Dienst tot di 1 dec 22:00: iemand."


def test_a_key_that_sees_contacts_gets_the_addresses_that_members_let_be_seen(
    rota: PublishedWeek,
) -> None:
    client = reader(rota, "contact")
    assert [each["contacts"] for each in members(client)] == [["chloe@example.org"], []]
    assert [each["contacts"] for each in members(client, part="next")] == [
        ["emma@example.org"],
        [],
    ]
    assert said(client) == "Chloé (chloe@example.org), David on duty until Tue 1 Dec 22:00."
    assert said(client, f"{ON_DUTY}/next") == (
        "Next: Emma (emma@example.org), Farid from Wed 2 Dec 17:00."
    )


def test_an_address_is_told_no_more_once_it_is_gone(rota: PublishedWeek) -> None:
    client, path = reader(rota, "contact"), f"/v1/members/{rota.id('Chloé')}/contacts"
    contact = rota.home.get(path)["items"][0]["id"]
    rota.home.http.delete(f"{path}/{contact}").raise_for_status()
    assert [each["contacts"] for each in members(client)] == [[], []]


def test_only_mail_addresses_can_be_seen_by_others(rota: PublishedWeek) -> None:
    path = f"/v1/members/{rota.id('Chloé')}/contacts"
    body = {"kind": "webhook", "address": "https://8.8.8.8/secret", "on_duty": True}
    answer = rota.home.http.post(path, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/on_duty"


@pytest.mark.parametrize("privacy", ["everything", "", None])
def test_another_privacy_is_refused(rota: PublishedWeek, privacy: str | None) -> None:
    answer = rota.home.http.post("/v1/keys", json={"access": "bot", "privacy": privacy})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("privacy", "expected"),
    [
        ("role", "content-marketer on duty until"),
        ("name", "Chloé, David on duty until"),
        ("contact", "Chloé (chloe@example.org), David on duty until"),
    ],
)
def test_a_chat_is_told_what_its_connection_may_know(
    rota: PublishedWeek, privacy: str, expected: str
) -> None:
    body = {"platform": "slack", "team": "nord", "secret": SECRET, "privacy": privacy}
    path = rota.home.post("/v1/chat-connections", **body)["url"]
    http = TestClient(rota.home.app)
    slack = Slack(http, path.removeprefix("http://127.0.0.1:8000"), rota.home.clock.now)
    assert slack.send("now").json()["text"].startswith(expected)


def test_with_nobody_on_duty_it_is_said_until_when(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(1, 22)
    client = reader(rota, "name")
    told = client.get(ON_DUTY).json()
    assert (told["on_duty"], told["until"]) == ([], "2026-12-02T16:00:00Z")
    assert said(client) == "Nobody is on duty. Next: Emma, Farid from Wed 2 Dec 17:00."
    assert said(client, language="fr").endswith("mer. 2 déc. 17:00.")
    assert said(client, language="nl").endswith("wo 2 dec 17:00.")


def test_next_is_said_of_those_who_come_next(rota: PublishedWeek) -> None:
    client = reader(rota, "name")
    assert said(client, f"{ON_DUTY}/next") == "Next: Emma, Farid from Wed 2 Dec 17:00."
    assert said(client, f"{ON_DUTY}/next?channel=whatsapp&language=de") == "Nobody is planned next."
