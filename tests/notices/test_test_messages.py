"""Test messages cannot be used to flood an address: one in five minutes, whoever asks how."""

from datetime import timedelta
from typing import Any

import pytest

from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
EVE = {"kind": "email", "address": "eve@example.org"}


@pytest.fixture
def member(home: TestOrganisation) -> str:
    """The contacts of a member of a team."""
    home.post("/v1/teams", **TEAM)
    made = home.post("/v1/teams/nord/members", name="Eve")["id"]
    return f"/v1/members/{made}/contacts"


def contact(home: TestOrganisation, member: str, **more: Any) -> str:
    return f"{member}/{home.post(member, **{**EVE, **more})['id']}"


def test_an_address_gets_one_test_in_five_minutes(home: TestOrganisation, member: str) -> None:
    eve = contact(home, member)
    assert home.http.post(f"{eve}/test").status_code == 202
    home.clock.now += timedelta(minutes=4, seconds=59)
    again = home.http.post(f"{eve}/test")
    assert (again.status_code, again.headers["retry-after"]) == (429, "1")
    home.clock.now += timedelta(seconds=1)
    assert home.http.post(f"{eve}/test").status_code == 202


def test_a_contact_made_anew_brings_no_second_test(home: TestOrganisation, member: str) -> None:
    eve = contact(home, member)
    assert home.http.post(f"{eve}/test").status_code == 202
    home.http.delete(eve)
    again = contact(home, member, address="Eve@Example.org")
    assert home.http.post(f"{again}/test").status_code == 429
    other = home.post("/v1/teams/nord/members", name="Bob")["id"]
    his = contact(home, f"/v1/members/{other}/contacts")
    assert home.http.post(f"{his}/test").status_code == 429
    mine = contact(home, member, address="other@example.org")
    assert home.http.post(f"{mine}/test").status_code == 202


def test_a_webhook_gets_one_test_in_five_minutes(home: TestOrganisation, member: str) -> None:
    made = home.post("/v1/webhooks", url="https://192.0.43.10/", events=["shift.changed"])
    assert home.http.post(f"/v1/webhooks/{made['id']}/test").status_code == 202
    assert home.http.post(f"/v1/webhooks/{made['id']}/test").status_code == 429


def test_a_mail_contact_without_a_mail_server_is_warned_of(
    home: TestOrganisation, member: str
) -> None:
    made = home.http.post(member, json=EVE, headers={"Accept-Language": "fr"}).json()
    assert made["warning"].startswith("Aucun serveur de messagerie")
