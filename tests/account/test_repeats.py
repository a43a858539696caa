"""Answers under an Idempotency-Key are kept for a day, and then are no more."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from api.jobs import forget
from rotation.account.access import Access
from rotation.account.tables import RepeatRow
from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


def test_an_answer_is_forgotten_after_a_day_and_not_before(home: TestOrganisation) -> None:
    once = {"Idempotency-Key": "once"}
    first = home.http.post("/v1/teams", json=TEAM, headers=once)
    began = home.clock.now
    for hours, status in ((23, 201), (25, 409)):
        home.clock.now = began + timedelta(hours=hours)
        home.tick(forget.JOB)
        again = home.http.post("/v1/teams", json=TEAM, headers=once)
        # Forgotten, it is a new request, for a slug that is taken.
        assert again.status_code == status
        assert (again.content == first.content) is (status == 201)


SECRET_ANSWERS = [
    ("/v1/keys", {"access": "viewer"}, "key"),
    ("/v1/teams/nord/feeds", {}, "url"),
    ("/v1/webhooks", {"url": "https://192.0.43.10/", "events": ["shift.changed"]}, "secret"),
    ("/v1/teams/nord/members", {"name": "Eve Adams"}, "name"),
]


def kept(home: TestOrganisation) -> bytes:
    """Return all that is kept of repeated requests, as it lies in the database."""
    with home.reading() as session:
        rows = session.execute(text("SELECT * FROM repeat")).mappings().all()
    assert rows
    values = [each for row in rows for each in row.values()]
    return b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in values)


@pytest.mark.parametrize(("path", "body", "shown"), SECRET_ANSWERS)
def test_no_secret_and_no_name_is_kept_in_plain(
    home: TestOrganisation, path: str, body: dict[str, Any], shown: str
) -> None:
    home.post("/v1/teams", **TEAM)
    headers = {"Idempotency-Key": "Eve Adams once"}
    first = home.http.post(path, json=body, headers=headers)
    again = home.http.post(path, json=body, headers=headers)
    assert first.is_success
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    secret = first.json()[shown].split("/")[-1].encode()
    for hidden in (secret, secret[:20], b"Eve Adams", b"whsec_", b"rk_live_", b"rcal_"):
        assert hidden not in kept(home)


def test_another_key_is_not_answered_what_one_key_was(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    other = home.client(Access.OWNER)
    headers = {"Idempotency-Key": "shared"}
    first = home.http.post("/v1/keys", json={"access": "viewer"}, headers=headers).json()
    assert other.post("/v1/keys", json={"access": "viewer"}, headers=headers).json() != first


def test_an_erased_member_is_erased_from_kept_answers_and_nothing_is_done_twice(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **TEAM)
    headers = {"Idempotency-Key": "eve"}
    eve = {"name": "Eve Adams"}
    made = home.http.post("/v1/teams/nord/members", json=eve, headers=headers).json()["id"]
    assert home.http.delete(f"/v1/members/{made}").status_code == 204
    again = home.http.post("/v1/teams/nord/members", json=eve, headers=headers)
    assert again.status_code == 409
    assert home.get("/v1/teams/nord/members")["items"] == []
    with home.reading() as session:
        assert set(session.scalars(select(func.length(RepeatRow.body)))) == {0}


def test_what_the_keys_of_an_erased_member_were_called_is_erased(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    member = home.post("/v1/teams/nord/members", name="Eve")["id"]
    home.post("/v1/keys", access="member", member=member, name="Eve Adams' phone")
    home.http.delete(f"/v1/members/{member}")
    assert "Eve Adams" not in home.http.get("/v1/audit?limit=200").text
