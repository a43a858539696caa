"""Pages behind links: every word is in the language of whoever the message was written to."""

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.middleware import Limiter
from api.routes.live import answer_links
from rotation.words import LANGUAGES, say
from support.outbox import Heard, said
from support.planned_team import NAMES

LINK = r"https://rota\.example(/(?:answer|confirm)/\w[\w-]+)"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the pages."""
    return str(request.param)


def speak(heard: Heard, language: str, *, by: str) -> None:
    """Let everybody read a language: as their own, or because it is the team's."""
    if by == "team":
        heard.rota.home.patch("/v1/teams/nord", languages=[language])
    own = [language] if by == "member" else []
    for each in NAMES:
        heard.rota.home.patch(f"/v1/members/{heard.rota.id(each)}", languages=own)


def links(heard: Heard) -> dict[str, str]:
    """Return the links that go out by mail, by whom they are sent to."""
    texts = {each.payload["member"]["name"]: said(each) for each in heard.mails()}
    found = {name: re.search(LINK, text) for name, text in texts.items()}
    return {name: each[1] for name, each in found.items() if each}


def offered(heard: Heard) -> str:
    heard.mail(*NAMES)
    body = {"slot": heard.rota.slot("Mon"), "to": heard.rota.id("Hugo")}
    heard.rota.as_("Amélie").post("/v1/teams/nord/swaps", json=body)
    return links(heard)["Hugo"]


def called_in_sick(heard: Heard) -> str:
    heard.mail(*NAMES)
    heard.rota.as_("Chloé").post(f"/v1/slots/{heard.rota.slot('Tue')}/sick", json={})
    (link,) = links(heard).values()
    return link


def words(page: Response, language: str) -> list[str]:
    """Return the sentence of a page and its buttons, and see that they are of one language."""
    assert page.text.startswith(f'<!doctype html><html lang="{language}">'), page.text
    (text,) = re.findall(r"<body><p>([^<]+)</p>", page.text)
    assert f"<title>{text} · Rotation</title>" in page.text
    buttons = re.findall(r"<button[^>]*>([^<]+)</button>", page.text)
    return [unescape(each) for each in (text, *buttons)]


@pytest.mark.parametrize("by", ["team", "member"])
def test_the_pages_of_an_offer_are_in_the_language_of_its_message(
    heard: Heard, language: str, by: str
) -> None:
    speak(heard, language, by=by)
    link, nobody = offered(heard), TestClient(heard.rota.home.app)
    text, yes, no = words(nobody.get(link), language)
    assert "17:00" in text
    buttons = say("Yes, I take it"), say("No, I do not take it")
    assert (yes, no) == tuple(each.said_in(language) for each in buttons)
    for answer, sentence in (
        ("", "Answer yes or no."),
        ("yes", "Thank you: the shift is yours."),
        ("yes", "This has been answered already."),
    ):
        page = nobody.post(link, data={"answer": answer})
        assert words(page, language) == [say(sentence).said_in(language)]


def test_the_pages_of_a_question_to_step_in_are_too(heard: Heard, language: str) -> None:
    speak(heard, language, by="team")
    link, nobody = called_in_sick(heard), TestClient(heard.rota.home.app)
    buttons = say("Yes, I step in"), say("No, I cannot")
    assert words(nobody.get(link), language)[1:] == [e.said_in(language) for e in buttons]
    thanks = words(nobody.post(link, data={"answer": "no"}), language)
    assert thanks == [say("Thank you for answering.").said_in(language)]
    heard.rota.home.clock.now += timedelta(days=30)
    assert words(nobody.get(link), language) == [say("This search is over.").said_in(language)]


def test_the_pages_that_confirm_an_address_are_too(heard: Heard, language: str) -> None:
    speak(heard, language, by="member")
    path = f"/v1/members/{heard.rota.id('Bruno')}/contacts"
    body = {"kind": "email", "address": "bruno@example.org"}
    assert heard.rota.as_("Bruno").post(path, json=body).status_code == 201
    link = str(heard.mails()[-1].payload["confirm_url"]).removeprefix("https://rota.example")
    nobody = TestClient(heard.rota.home.app)
    button = say("Yes, this address is mine").said_in(language)
    assert words(nobody.get(link), language)[1:] == [button]
    thanks = say("Thank you: the address is confirmed.").said_in(language)
    assert words(nobody.post(link), language) == [thanks]


def test_too_many_requests_are_refused_in_that_language(
    heard: Heard, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(heard, language, by="team")
    link, nobody = offered(heard), TestClient(heard.rota.home.app)
    monkeypatch.setattr(answer_links, "LIMIT", Limiter(1))
    nobody.get(link)
    page = nobody.get(link)
    assert page.status_code == 429
    assert words(page, language) == [say("Too many requests in a minute.").said_in(language)]


def test_times_are_those_of_the_message(heard: Heard) -> None:
    """A member in London reads the hour there, in the mail and on the page."""
    heard.rota.home.patch(f"/v1/members/{heard.rota.id('Hugo')}", timezone="Europe/London")
    page = TestClient(heard.rota.home.app).get(offered(heard))
    assert "16:00" in words(page, "fr")[0]


def test_a_browser_that_says_its_language_is_answered_in_it(heard: Heard) -> None:
    nobody = TestClient(heard.rota.home.app, headers={"Accept-Language": "nl"})
    link = offered(heard)
    assert words(nobody.get(link), "nl")[1] == "Ja, ik neem die"
    assert words(nobody.get("/answer/x"), "nl") == ["Deze link is niet geldig."]
