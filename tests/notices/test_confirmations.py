"""An address that a member gives is sent test messages alone until somebody there confirms it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from rotation.notices import contacts
from rotation.notices.tables import ContactRow
from support.outbox import Heard

MINUTE = timedelta(minutes=1)


def own_mail(heard: Heard, name: str = "Bruno", **more: object) -> str:
    """Let a member add a mail address of their own; return the path of the contact."""
    path = f"/v1/members/{heard.rota.id(name)}/contacts"
    body = {"kind": "email", "address": f"{name.lower()}@example.org", **more}
    made = heard.rota.as_(name).post(path, json=body)
    assert (made.status_code, made.json()["confirmed_at"]) == (201, None)
    return f"{path}/{made.json()['id']}"


def planned_away(heard: Heard) -> None:
    """Let the planner give Bruno's Monday to somebody else: a change he is told of."""
    body = {"slot": heard.rota.slot("Mon", 2), "member": heard.rota.id("Hugo")}
    heard.rota.home.post("/v1/teams/nord/overrides", **body)


def link(heard: Heard) -> str:
    """Return the path that the newest mail asks its reader to open."""
    return str(heard.sent[-1].payload["confirm_url"]).removeprefix("https://rota.example")


def test_an_own_address_gets_a_link_and_nothing_else(heard: Heard) -> None:
    own_mail(heard)
    assert heard.told() == [("Bruno", "test")]
    planned_away(heard)
    assert heard.told() == []


def test_opening_the_link_confirms_nothing(heard: Heard) -> None:
    contact = own_mail(heard)
    heard.mails()
    page = heard.rota.home.http.get(link(heard), headers={"Accept-Language": "fr"})
    assert page.status_code == 200
    assert "Bruno" in page.text
    assert "Oui, cette adresse est la mienne" in page.text
    assert heard.rota.home.get(contact.rpartition("/")[0])["items"][0]["confirmed_at"] is None


def test_its_button_does_and_twice_is_once(heard: Heard) -> None:
    contact = own_mail(heard)
    heard.mails()
    for _ in range(2):
        assert heard.rota.home.http.post(link(heard)).status_code == 200
    assert heard.rota.home.get(contact.rpartition("/")[0])["items"][0]["confirmed_at"]
    trail = heard.rota.home.get("/v1/audit?limit=20")["items"]
    assert [e["after"] for e in trail].count({"confirmed": True}) == 1
    planned_away(heard)
    assert heard.told() == [("Bruno", "shift.changed")]


def test_a_planner_vouches_for_an_address(heard: Heard) -> None:
    path = f"/v1/members/{heard.rota.id('Bruno')}/contacts"
    made = heard.rota.home.post(path, kind="email", address="bruno@example.org")
    assert made["confirmed_at"]
    assert heard.mails() == []


def test_an_own_webhook_is_confirmed_by_taking_the_test(heard: Heard) -> None:
    path = f"/v1/members/{heard.rota.id('Bruno')}/contacts"
    body = {"kind": "webhook", "address": heard.receiver.url}
    assert heard.rota.as_("Bruno").post(path, json=body).json()["confirmed_at"] is None
    heard.receiver.codes = [500]
    heard.at(heard.rota.home.clock.now)
    assert heard.rota.home.get(path)["items"][0]["confirmed_at"] is None
    heard.at(heard.rota.home.clock.now + MINUTE)
    assert heard.rota.home.get(path)["items"][0]["confirmed_at"]


def test_an_unconfirmed_address_is_shown_to_nobody(heard: Heard) -> None:
    own_mail(heard, on_duty=True)
    with heard.rota.home.reading() as session:
        team = heard.rota.home.get("/v1/teams/nord")["id"]
        assert contacts.as_stated(session, UUID(team), "contact").contacts == {}


def test_an_unknown_link_says_so_on_a_page(heard: Heard) -> None:
    for token in ("rcon_" + "x" * 43, "rcon_short", "rans_" + "x" * 43, "%00", "é"):
        for send in (heard.rota.home.http.get, heard.rota.home.http.post):
            answer = send(f"/confirm/{token}")
            assert answer.status_code in {404, 422, 400}, (token, answer.text)


def test_what_waits_for_an_address_that_lost_its_confirmation_is_not_sent(heard: Heard) -> None:
    heard.mail("Bruno")
    planned_away(heard)
    with heard.rota.home.writing() as session:
        session.execute(update(ContactRow).values(confirmed_at=None))
    assert heard.told() == []
