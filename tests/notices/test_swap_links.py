"""The link in the message that offers a swap: a page that asks, and takes one answer."""

import re
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from rotation.notices.tables import NoticeRow
from support.outbox import Heard, said
from support.planned_team import NAMES


def offered(heard: Heard, **more: Any) -> dict[str, str]:
    """Let Amélie offer her Monday evening by mail; return the links by whom they were sent to."""
    heard.mail(*NAMES)
    body = {"slot": heard.rota.slot("Mon"), **more}
    answer = heard.rota.as_("Amélie").post("/v1/teams/nord/swaps", json=body)
    assert answer.status_code == 201, answer.text
    found = {}
    for message in heard.mails():
        (link,) = re.findall(r"https://rota\.example(/answer/rans_[\w-]{43})", said(message))
        found[message.payload["member"]["name"]] = link
    return found


def state(heard: Heard) -> str:
    (swap,) = heard.rota.home.get("/v1/teams/nord/swaps")["items"]
    found: str = swap["state"]
    return found


def answers(heard: Heard, link: str, said_by_button: str, language: str = "en") -> Response:
    headers = {"Accept-Language": language}
    nobody = TestClient(heard.rota.home.app, headers=headers)
    return nobody.post(link, data={"answer": said_by_button})


def test_an_offer_is_taken_by_its_link_once(heard: Heard) -> None:
    links = offered(heard, to=heard.rota.id("Hugo"))
    page = TestClient(heard.rota.home.app).get(links["Hugo"], headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Amélie offers a shift from Mon 30 Nov 17:00 to Mon 30 Nov 22:00" in page.text
    assert len(re.findall(r"<button", page.text)) == 2
    assert state(heard) == "open"  # looking says nothing
    done = answers(heard, links["Hugo"], "yes")
    assert (done.status_code, "the shift is yours" in done.text) == (200, True)
    assert state(heard) == "done"
    assert heard.rota.on_duty("2026-11-30T17:00:00Z")[-1] == "Hugo"
    assert answers(heard, links["Hugo"], "yes").status_code == 409


def test_a_no_to_an_offer_of_ones_own_ends_it(heard: Heard) -> None:
    links = offered(heard, to=heard.rota.id("Hugo"))
    assert answers(heard, links["Hugo"], "no").status_code == 200
    assert state(heard) == "declined"
    assert answers(heard, links["Hugo"], "yes").status_code == 409
    assert state(heard) == "declined"


def test_of_those_an_offer_is_for_the_first_yes_has_it(heard: Heard) -> None:
    links = offered(heard)
    assert len(links) >= 2
    first, second = sorted(links)[:2]
    assert answers(heard, links[first], "no").status_code == 200
    assert state(heard) == "open"
    assert answers(heard, links[first], "yes").status_code == 409  # one answer a link
    assert answers(heard, links[second], "yes").status_code == 200
    assert state(heard) == "done"
    for name in sorted(links)[2:]:
        late = answers(heard, links[name], "yes", "nl")
        assert (late.status_code, "niet meer open" in late.text) == (409, True)


def test_the_page_of_an_exchange_says_what_is_asked_in_return(heard: Heard) -> None:
    links = offered(heard, **{"for": heard.rota.slot("Wed", 2)})
    (link,) = links.values()
    page = TestClient(heard.rota.home.app).get(link, headers={"Accept-Language": "fr"}).text
    assert "en échange du vôtre du mer. 2 déc. 17:00 au mer. 2 déc. 22:00" in page
    for button in ("Oui, je le prends", "Non, je ne le prends pas"):
        assert button in page


def test_a_planner_still_approves_what_was_taken_by_a_link(heard: Heard) -> None:
    heard.rota.home.patch("/v1/teams/nord", swap_approval=True)
    links = offered(heard, to=heard.rota.id("Hugo"))
    done = answers(heard, links["Hugo"], "yes")
    assert "a planner has to approve it first" in done.text
    assert state(heard) == "accepted"


def test_the_link_of_an_offer_stands_nowhere_but_in_the_message(heard: Heard) -> None:
    heard.hook("swap.offered", "swap.changed")
    offered(heard, to=heard.rota.id("Hugo"))
    shown = str(heard.log()) + str(heard.rota.home.get("/v1/audit?limit=200"))
    shown += "".join(each.body.decode() for each in heard.receiver.received)
    assert "rans_" not in shown
    with heard.rota.home.reading() as session:
        kept = session.scalars(select(NoticeRow.token).where(NoticeRow.token.is_not(None))).all()
    assert kept == []
