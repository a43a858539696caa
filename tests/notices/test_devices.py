"""Reminders and questions on members' devices, through a push service that decrypts."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from api.clients.push import Push
from rotation.account.access import Access
from rotation.notices.tables import ContactRow
from support.browser_push import BrowserWithPush, proven
from support.outbox import Heard
from support.receiver import Received

MONDAY = datetime.fromisoformat("2026-11-30T17:00:00+01:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def browser(heard: Heard) -> BrowserWithPush:
    """Amélie's phone, opted in; her mail stays as it is."""
    heard.others["push"] = Push(heard.http, "mailto:rota@example.org", "https://rota.example")
    made = BrowserWithPush()
    opt_in(heard, "Amélie", made)
    return made


def opt_in(
    heard: Heard, name: str, browser: BrowserWithPush, way: str = "/push/1"
) -> dict[str, Any]:
    device = browser.subscription(heard.receiver.url.replace("/hook", way))
    return heard.rota.home.post(f"/v1/members/{heard.rota.id(name)}/devices", **device)


def pushed(heard: Heard) -> list[Received]:
    return [each for each in heard.receiver.received if "ttl" in each.headers]


def read(heard: Heard, browser: BrowserWithPush) -> list[dict[str, Any]]:
    """Return what a browser can read of all that was pushed."""
    found = []
    for each in pushed(heard):
        with suppress(InvalidTag):
            found.append(browser.read(each))
    return found


def drain(heard: Heard, now: datetime) -> None:
    """Send what is due at a time; the webhook of a test is not asked what it got."""
    heard.receiver.types = list  # type: ignore[method-assign]  # bodies are no JSON
    heard.at(now)


def test_a_reminder_comes_to_the_phone_beside_the_mail(
    heard: Heard, browser: BrowserWithPush
) -> None:
    heard.mail("Amélie")
    drain(heard, MONDAY - HOUR)
    (got,) = pushed(heard)
    told = browser.read(got)
    assert told["title"] == "Evening dans Nord commence dans 1:00"
    assert told["url"] == "https://rota.example/me/shifts"
    assert int(got.headers["ttl"]) <= 3600
    assert len(got.headers["topic"]) == 32
    assert [each.kind for each in heard.sent] == ["shift.reminder"]


def test_the_push_service_knows_who_sends(heard: Heard, browser: BrowserWithPush) -> None:
    drain(heard, MONDAY - HOUR)
    (got,) = pushed(heard)
    key = heard.rota.home.post("/v1/push-key")["key"]
    claims = proven(got, heard.receiver.url.removesuffix("/hook"), key)
    assert claims["sub"] == "mailto:rota@example.org"
    at = (MONDAY - HOUR).timestamp()
    assert at < claims["exp"] <= at + 24 * 3600


def test_a_question_to_step_in_opens_the_link_and_does_not_show_it(
    heard: Heard, browser: BrowserWithPush
) -> None:
    home = heard.rota.home
    for name in heard.rota.people:
        if name not in {"Amélie", "Chloé"}:
            home.http.delete(f"/v1/members/{heard.rota.id(name)}")
    home.post(f"/v1/slots/{heard.rota.slot('Tue')}/sick", ask="all")
    drain(heard, home.clock.now)
    (got,) = pushed(heard)
    told = browser.read(got)
    assert told["url"].startswith("https://rota.example/answer/")
    assert "/answer/" not in told["title"] + told["body"]
    assert got.headers["urgency"] == "high"


def test_other_news_goes_to_the_phone_only_where_there_is_nothing_else(
    heard: Heard, browser: BrowserWithPush
) -> None:
    heard.mail("Bruno")
    beside = BrowserWithPush()
    opt_in(heard, "Bruno", beside, "/push/2")
    heard.rota.plan({"Mon": ("Chloé", "David")})
    heard.rota.publish()
    drain(heard, heard.rota.home.clock.now)
    assert [each["title"] for each in read(heard, browser)] == ["Vos services dans Nord ont changé"]
    assert read(heard, beside) == []
    assert [each.kind for each in heard.sent] == ["shift.changed"]


@pytest.mark.parametrize("code", [404, 410])
def test_a_device_that_is_gone_is_removed(
    heard: Heard, browser: BrowserWithPush, code: int
) -> None:
    heard.receiver.codes = [code]
    drain(heard, MONDAY - HOUR)
    with heard.rota.home.reading() as session:
        assert session.scalars(select(ContactRow)).all() == []
    assert len(pushed(heard)) == 1


def test_a_push_service_that_is_busy_is_asked_again_later(
    heard: Heard, browser: BrowserWithPush
) -> None:
    heard.receiver.codes, heard.receiver.headers = [429], {"Retry-After": "60"}
    drain(heard, MONDAY - HOUR)
    drain(heard, MONDAY - HOUR + timedelta(seconds=30))
    assert len(pushed(heard)) == 1
    drain(heard, MONDAY - HOUR + timedelta(seconds=90))
    first, second = pushed(heard)
    assert first.headers["topic"] == second.headers["topic"]
    assert browser.read(second)["title"]


def test_an_erased_member_has_no_device_left(heard: Heard, browser: BrowserWithPush) -> None:
    heard.rota.home.http.delete(f"/v1/members/{heard.rota.id('Amélie')}")
    drain(heard, MONDAY - HOUR)
    assert pushed(heard) == []
    with heard.rota.home.reading() as session:
        assert session.scalars(select(ContactRow)).all() == []


def test_nobody_sees_the_address_or_the_keys_of_a_device(
    heard: Heard, browser: BrowserWithPush
) -> None:
    home = heard.rota.home
    shown = home.http.get(f"/v1/members/{heard.rota.id('Amélie')}/contacts").text
    audit = home.http.get("/v1/audit?team=nord").text
    for each in (shown, audit):
        assert "/push/1" not in each
        assert browser.subscription("")["keys"]["auth"] not in each
    assert '"kind":"push"' in shown


def test_the_same_device_once_more_replaces_itself(heard: Heard, browser: BrowserWithPush) -> None:
    opt_in(heard, "Amélie", browser)
    found = heard.rota.home.get(f"/v1/members/{heard.rota.id('Amélie')}/contacts")["items"]
    assert [each["kind"] for each in found] == ["push"]


def test_a_member_opts_in_for_themselves_alone(heard: Heard) -> None:
    http = heard.rota.home.client(Access.MEMBER, member=UUID(heard.rota.id("Bruno")))
    device = BrowserWithPush().subscription("https://192.0.43.10/x")
    answer = http.post(f"/v1/members/{heard.rota.id('Amélie')}/devices", json=device)
    assert answer.status_code == 403


def test_what_is_no_device_is_refused_by_its_field(heard: Heard) -> None:
    home = heard.rota.home
    home.app.state.settings = home.app.state.settings.model_copy(
        update={"allow_private_destinations": False}
    )
    path = f"/v1/members/{heard.rota.id('Amélie')}/devices"
    good = BrowserWithPush().subscription("https://192.0.43.10/x")
    keys = good["keys"]
    for wrong, field in (
        ({"endpoint": "https://127.0.0.1/x"}, "/endpoint"),
        ({"endpoint": "https://169.254.169.254/x"}, "/endpoint"),
        ({"endpoint": "http://192.0.43.10/x"}, "/endpoint"),
        ({"endpoint": "javascript:alert(1)"}, "/endpoint"),
        ({"endpoint": ""}, "/endpoint"),
        ({"keys": {**keys, "p256dh": "BAAA"}}, "/keys/p256dh"),
        ({"keys": {**keys, "p256dh": "é" * 87}}, "/keys/p256dh"),
        ({"keys": {**keys, "auth": "AAAA"}}, "/keys/auth"),
        ({"keys": {"auth": keys["auth"]}}, "/keys/p256dh"),
        ({"keys": None}, "/keys"),
    ):
        answer = home.http.post(path, json={**good, **wrong})
        assert answer.status_code == 422, (wrong, answer.text)
        assert answer.json()["errors"][0]["pointer"] == field, wrong
    assert home.get(f"/v1/members/{heard.rota.id('Amélie')}/contacts")["items"] == []
