"""A conversation on every platform: who asks, what they may do, and what everybody then sees."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from api.jobs import answer_chats
from rotation.account.access import Access
from support.chat_people import Chat
from support.chat_platforms import BY_NAME, EVERY, SECRET, FakePlatform, Said
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek

every = pytest.mark.parametrize("platform", EVERY, ids=lambda each: each.name)
talking = pytest.mark.parametrize(
    "platform", [each for each in EVERY if each.name != "plain"], ids=lambda each: each.name
)


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week, on its Tuesday evening."""
    made = PublishedWeek.of_nord(home)
    home.clock.now = at(1, 17)
    return made


@every
def test_a_question_is_answered_once_and_a_cut_off_connection_says_nothing(
    rota: PublishedWeek, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, platform, monkeypatch)
    assert "Chloé, David on duty until Tue 1 Dec 22" in chat.tell("who is on?")
    again = chat.send(chat.request(Said("who is on?", number=1)))
    if platform.name == "plain":
        assert again.status_code == 200
    elif platform.is_retried:
        assert (again.status_code, again.content) in {(200, b""), (200, b"{}")}
    else:
        assert (again.status_code, again.content) == (401, b"")
    large = chat.request(Said("x", number=2))
    assert chat.send(type(large)(large.headers, b"x" * 1_000_000)).status_code == 413
    shown = rota.home.get(f"/v1/chat-connections/{chat.made['id']}")
    assert (shown["called"], SECRET in str(shown)) == ("answered", False)
    assert rota.home.http.delete(f"/v1/chat-connections/{chat.made['id']}").status_code == 204
    gone = chat.send(chat.request(Said("who is on?", number=3)))
    chat.made["url"] = chat.made["url"].replace(chat.made["id"], rota.id("Hugo"))
    unknown = chat.send(chat.request(Said("who is on?", number=4)))
    assert gone.status_code == unknown.status_code in {401, 403}
    assert gone.content == unknown.content


@talking
def test_a_shift_is_offered_and_taken_and_everybody_sees_it(
    rota: PublishedWeek, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, platform, monkeypatch)
    assert "get a code" in chat.tell("when am I on?").lower()
    code = rota.as_("Emma").post(f"/v1/members/{rota.id('Emma')}/chat-link-code").json()["code"]
    assert "Vous êtes désormais Emma" in chat.tell(f"lier {code}")
    chat.link("Gaëlle", "U2")
    assert "mer. 2 déc. 17:00" in chat.tell("quand suis-je de service ?")
    shown = chat.tell("je voudrais échanger mon service de mercredi")
    offered = chat.do(shown, "o", "propose", "U1")
    assert "Emma propose mer. 2 déc. 17:00–22:00" in offered
    taken = chat.do(offered, "t", "prends", "U2")
    assert "Gaëlle prend mer. 2 déc. 17:00–22:00" in taken
    assert rota.on_duty("2026-12-02T18:00:00%2B01:00") == ["Farid", "Gaëlle"]
    assert "Farid, Gaëlle" in chat.tell("who is on wednesday at 18:00?", "U9")
    feed = rota.home.post("/v1/teams/nord/feeds", language="en")["url"]
    calendar = rota.home.http.get(feed.removeprefix("http://127.0.0.1:8000")).text
    wednesday = [each for each in calendar.split("BEGIN:VEVENT") if "20261202T160000Z" in each]
    assert any("Gaëlle" in each for each in wednesday)
    assert not any("Emma" in each for each in wednesday)
    # The press is idempotent: it tells how it stands, to whoever presses.
    again = chat.do(offered, "t", "prends", "U2")
    assert "Gaëlle prend mer. 2 déc. 17:00–22:00" in again
    assert rota.on_duty("2026-12-02T18:00:00%2B01:00") == ["Farid", "Gaëlle"]


def test_a_press_of_somebody_who_is_not_linked_changes_nothing(
    rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, BY_NAME["discord"], monkeypatch)
    chat.link("Emma", "U1")
    shown = chat.tell("swap my shift on wednesday")
    assert "Get a code" in chat.do(shown, "o", "", "U3")
    assert rota.home.get("/v1/teams/nord/swaps")["items"] == []


def test_a_button_of_another_connection_or_of_another_day_does_nothing(
    rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, BY_NAME["discord"], monkeypatch)
    chat.link("Emma", "U1")
    shown = chat.tell("swap my shift on wednesday")
    other = Chat.connected(rota, BY_NAME["discord"], monkeypatch)
    other.link("Emma", "U1")
    assert "plus valable" in other.do(shown, "o", "", "U1")
    rota.home.clock.now += timedelta(days=2)
    assert "plus valable" in chat.do(shown, "o", "", "U1")
    assert rota.home.get("/v1/teams/nord/swaps")["items"] == []


@pytest.mark.parametrize("platform", [BY_NAME["zulip"], BY_NAME["telegram"]])
def test_a_search_for_cover_is_answered_by_a_word_or_a_button(
    rota: PublishedWeek, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, platform, monkeypatch)
    found = rota.home.post(f"/v1/slots/{rota.slot('Wed')}/sick")
    first = next(each["member"]["name"] for each in found["asked"] if each["asked_at"])
    for user, name in enumerate(rota.people):
        chat.link(name, f"U{user}")
    shown = chat.shown("step_in", found["id"])
    no = chat.do(shown, "n", "peux pas", f"U{list(rota.people).index('Emma')}")
    assert "n’est pas" in no or "pas" in no
    yes = chat.do(shown, "y", "remplace", f"U{list(rota.people).index(first)}")
    assert f"{first} remplace" in yes
    assert first in rota.on_duty("2026-12-02T18:00:00%2B01:00")
    assert f"{first} remplace" in chat.do(shown, "y", "remplace", "U1")


def test_five_codes_may_be_tried_in_ten_minutes(
    rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, BY_NAME["slack"], monkeypatch)
    for _ in range(5):
        assert "not valid" in chat.tell("link AAAAAA") or "pas valable" in chat.tell("link AAAAAB")
    path = f"/v1/members/{rota.id('Emma')}/chat-link-code"
    code = rota.home.post(path)["code"]
    assert "Emma" not in chat.tell(f"link {code}")
    assert "Emma" in chat.tell(f"link {code}", "U2")
    assert "Emma" not in chat.tell(f"link {code}", "U3")
    old = rota.home.post(path)["code"]
    rota.home.clock.now += timedelta(minutes=11)
    assert "Emma" not in chat.tell(f"link {old}", "U4")


def test_a_replaced_secret_proves_for_an_hour_and_no_secret_is_shown_again(
    rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat, home = Chat.connected(rota, BY_NAME["telegram"], monkeypatch), rota.home
    made = home.post(f"/v1/chat-connections/{chat.made['id']}/rotate")
    assert made["secret"] not in {None, SECRET}
    assert "Chloé" in chat.tell("now")
    home.clock.now += timedelta(minutes=61)
    late = chat.send(chat.request(Said("now", number=99)))
    assert late.status_code == 401
    shown = (home.get("/v1/chat-connections"), home.get("/v1/audit?limit=200"), caplog.text)
    for secret in (SECRET, made["secret"], chat.platform.connection["token"]):
        assert secret not in str(shown)


def test_an_erased_member_is_nobody_on_any_platform(
    rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, BY_NAME["slack"], monkeypatch)
    chat.link("Emma", "U-EMMA-1")
    mine = rota.as_("Emma").get(f"/v1/members/{rota.id('Emma')}/chat-links").json()["items"]
    assert [each["user"] for each in mine] == ["U-EMMA-1"]
    assert rota.home.http.delete(f"/v1/members/{rota.id('Emma')}").is_success
    assert "code" in chat.tell("when am I on?", "U-EMMA-1").lower()
    assert "U-EMMA-1" not in str(rota.home.get("/v1/audit?limit=200"))
    assert rota.home.get(f"/v1/chat-connections/{chat.made['id']}/links")["items"] == []


def test_a_member_makes_codes_for_themselves_alone(rota: PublishedWeek) -> None:
    path = f"/v1/members/{rota.id('Farid')}/chat-link-code"
    assert rota.as_("Emma").post(path).status_code == 403
    assert rota.home.client(Access.BOT).post(path).status_code == 403


def test_a_test_message_tells_how_it_ended(
    rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat.connected(rota, BY_NAME["slack"], monkeypatch)
    path = f"/v1/chat-connections/{chat.made['id']}"
    rota.home.post(f"{path}/test", place="C9")
    chat.network.body = b'{"ok":false,"error":"channel_not_found"}'
    rota.home.tick(answer_chats.JOB)
    assert rota.home.get(path)["sent"] == "channel_not_found"
    chat.network.body = b'{"ok":true}'
    rota.home.post(f"{path}/test", place="C9")
    rota.home.tick(answer_chats.JOB)
    assert rota.home.get(path)["sent"] == "written"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"platform": "slack"}, "/secret"),
        ({"platform": "teams-bot"}, "/account"),
        ({"platform": "google-chat", "secret": "s" * 9}, "/secret"),
        ({"platform": "plain", "token": "t" * 9}, "/token"),
        ({"platform": "matrix", "server": "https://8.8.8.8"}, "/account"),
        ({"platform": "zulip", "secret": "s" * 9, "server": "http://10.0.0.1"}, "/server"),
        ({"platform": "irc"}, "/platform"),
    ],
)
def test_what_a_connection_lacks_is_named(
    rota: PublishedWeek, body: dict[str, Any], pointer: str
) -> None:
    answer = rota.home.http.post("/v1/chat-connections", json={"team": "nord", **body})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert rota.home.get("/v1/chat-connections")["items"] == []
