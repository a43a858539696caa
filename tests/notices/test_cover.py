"""Who is told of questions to step in, and of what becomes of a search."""

import re
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from rotation.notices.delivery import Answered
from rotation.notices.outgoing import OutgoingMessage
from rotation.notices.tables import NoticeRow
from support.outbox import Heard, Kept, said
from support.planned_team import NAMES, at

MINUTE = timedelta(minutes=1)


def sick(heard: Heard, name: str, day: str, **body: Any) -> dict[str, Any]:
    """Let somebody call in sick with their own key; return the search."""
    path = f"/v1/slots/{heard.rota.slot(day)}/sick"
    found: dict[str, Any] = heard.rota.as_(name).post(path, json=body).json()
    return found


def test_who_is_asked_to_step_in_is_told_when_until_when_and_how_to_answer(heard: Heard) -> None:
    heard.mail(*NAMES)
    search = sick(heard, "Chloé", "Tue")
    first = search["asked"][0]["member"]["name"]
    question = next(each for each in heard.mails() if each.kind == "cover.asked")
    assert question.payload["member"]["name"] == first
    text = said(question)
    assert "Can you step in for Nord?" in text
    assert "Evening, Tue 1 Dec 17:00–22:00 Europe/Paris" in text
    assert "Please answer by Tue 24 Nov 10:30" in text
    (link,) = re.findall(r"https://rota\.example(/answer/rans_[\w-]{43})", text)
    page = TestClient(heard.rota.home.app).get(link)
    assert (page.status_code, first in page.text) == (200, True)


def test_the_others_who_could_step_in_are_told_nothing_yet(heard: Heard) -> None:
    heard.mail(*NAMES)
    search = sick(heard, "Chloé", "Tue")
    first = search["asked"][0]["member"]["name"]
    assert heard.told() == sorted([(first, "cover.asked"), ("Chloé", "shift.changed")])


class Echoes(Kept):
    """A way out whose receiver says again what it was told."""

    def send(self, message: OutgoingMessage) -> Answered:
        """Keep a message and repeat it."""
        self.sent.append(message)
        return Answered(ok=True, reply=str(message.payload))


def test_the_link_of_a_question_stands_nowhere_but_in_the_message(heard: Heard) -> None:
    heard.hook("cover.asked", "cover.changed")
    heard.mail(*NAMES)
    heard.box = heard.others["email"] = Echoes()
    sick(heard, "Chloé", "Tue")
    waiting = str(heard.log())
    (question,) = (each for each in heard.mails() if each.kind == "cover.asked")
    token = question.payload["answer_url"].rpartition("/")[2]
    assert token.startswith("rans_")
    assert token not in repr(question)
    shown = waiting + str(heard.log()) + str(heard.rota.home.get("/v1/audit?limit=200"))
    shown += "".join(each.body.decode() for each in heard.receiver.received)
    assert "rans_" not in shown
    with heard.rota.home.reading() as session:
        kept = session.scalars(select(NoticeRow.token).where(NoticeRow.token.is_not(None))).all()
    assert kept == []


def test_planners_hear_who_is_asked_and_whether_they_can_be_reached(heard: Heard) -> None:
    heard.hook("cover.asked", "cover.changed")
    heard.mail("Hugo")
    sick(heard, "Chloé", "Tue", ask="all")
    heard.at(heard.rota.home.clock.now)
    told = [each.said["data"] for each in heard.receiver.received]
    (opened,) = (each for each in told if "state" in each)
    assert (opened["state"], opened["absent"]["name"]) == ("open", "Chloé")
    reached = {each["member"]["name"]: each["reachable"] for each in told if "deadline" in each}
    assert len(reached) == 6
    assert {name for name, can in reached.items() if can} == {"Hugo"}


def test_the_first_yes_is_told_to_planners_the_taker_and_those_who_still_think(
    heard: Heard,
) -> None:
    heard.hook("cover.changed")
    heard.mail(*NAMES)
    search = sick(heard, "Chloé", "Tue", ask="all")
    heard.mails()
    path = f"/v1/covers/{search['id']}/answer"
    heard.rota.as_("Gaëlle").post(path, json={"answer": "no"})
    heard.rota.as_("Hugo").post(path, json={"answer": "yes"})
    told = heard.told(heard.rota.home.clock.now + MINUTE)
    thinking = {"Amélie", "Bruno", "Emma", "Farid"}
    assert told == sorted([("Hugo", "shift.changed"), *((e, "cover.changed") for e in thinking)])
    last = heard.receiver.received[-1].said["data"]
    assert (last["state"], last["taker"]["name"]) == ("covered", "Hugo")


def test_a_question_that_waits_is_withdrawn_when_it_is_over(heard: Heard) -> None:
    heard.mail(*NAMES)
    search = sick(heard, "Chloé", "Tue", ask="all")
    path = f"/v1/covers/{search['id']}/answer"
    heard.rota.as_("Hugo").post(path, json={"answer": "yes"})
    assert heard.told() == [("Chloé", "shift.changed"), ("Hugo", "shift.changed")]
    over = [each for each in heard.log() if each["reason"] == "over"]
    assert {each["kind"] for each in over} == {"cover.asked"}
    assert len(over) == 6


def test_who_has_said_no_is_not_asked_by_the_message_that_still_waits(heard: Heard) -> None:
    heard.mail(*NAMES)
    search = sick(heard, "Chloé", "Tue", ask="all")
    path = f"/v1/covers/{search['id']}/answer"
    heard.rota.as_("Hugo").post(path, json={"answer": "no"})
    asked = {name for name, kind in heard.told() if kind == "cover.asked"}
    assert asked == {"Amélie", "Bruno", "Emma", "Farid", "Gaëlle"}


def test_a_question_that_is_claimed_already_is_looked_at_once_more(heard: Heard) -> None:
    heard.mail(*NAMES)
    search = sick(heard, "Chloé", "Tue", ask="all")
    with heard.rota.home.writing() as session:
        for row in session.scalars(select(NoticeRow).where(NoticeRow.kind == "cover.asked")):
            row.state, row.next_at = "leased", heard.rota.home.clock.now + MINUTE / 2
    path = f"/v1/covers/{search['id']}/answer"
    heard.rota.as_("Hugo").post(path, json={"answer": "yes"})
    kinds = {kind for _, kind in heard.told(heard.rota.home.clock.now + MINUTE)}
    assert "cover.asked" not in kinds


def test_a_question_is_sent_once_more_with_another_link(heard: Heard) -> None:
    heard.mail("Amélie", "Bruno", "Emma", "Farid", "Gaëlle", "Hugo")
    search = sick(heard, "Chloé", "Tue")
    (first,) = heard.mails()
    (notice,) = (each for each in heard.log() if each["kind"] == "cover.asked")
    heard.rota.home.post(f"/v1/teams/nord/notices/{notice['id']}/resend")
    (second,) = heard.mails(heard.rota.home.clock.now + MINUTE)
    assert first.id == second.id
    links = [
        each.payload["answer_url"].removeprefix("https://rota.example") for each in (first, second)
    ]
    visitor = TestClient(heard.rota.home.app)
    assert [visitor.get(each).status_code for each in links] == [404, 200]
    heard.rota.home.post(f"/v1/covers/{search['id']}/close")
    again = heard.rota.home.http.post(f"/v1/teams/nord/notices/{notice['id']}/resend")
    assert again.status_code == 409


def test_a_question_that_cannot_be_delivered_goes_to_the_next_address(heard: Heard) -> None:
    heard.hook("notice.failed")
    heard.mail("Amélie", "Bruno", "Emma", "Farid", "Gaëlle", "Hugo")
    heard.others["email"] = Kept(Answered(ok=False, code=550, reply="no box", for_good=True))
    search = sick(heard, "Chloé", "Tue")
    asked = search["asked"][0]["member"]["name"]
    heard.contact(asked)
    now = heard.rota.home.clock.now
    assert sorted(heard.at(now)) == ["cover.asked", "notice.failed"]
    by_type = {each.said["type"]: each.said["data"] for each in heard.receiver.received}
    assert by_type["cover.asked"]["answer_url"].startswith("https://rota.example/answer/rans_")
    assert by_type["notice.failed"]["member"]["name"] == asked


def test_quiet_hours_keep_a_question_until_they_end(heard: Heard) -> None:
    quiet = {"from": "22:00", "to": "07:00"}
    heard.rota.home.put("/v1/teams/nord/notice-rules", {"quiet_hours": quiet})
    heard.mail("Amélie", "Bruno", "Emma", "Farid", "Gaëlle", "Hugo")
    heard.rota.home.clock.now = at(2, 2)  # three o'clock at night in Paris
    sick(heard, "Emma", "Wed", answer_within_minutes=30)
    assert heard.told(at(2, 5, 59)) == []
    assert "cover.asked" in [kind for _, kind in heard.told(at(2, 6))]


def test_who_lives_elsewhere_or_wants_other_hours_has_quiet_hours_of_their_own(
    heard: Heard,
) -> None:
    quiet = {"from": "22:00", "to": "07:00"}
    heard.rota.home.put("/v1/teams/nord/notice-rules", {"quiet_hours": quiet})
    heard.rota.home.patch(f"/v1/members/{heard.rota.id('Farid')}", timezone="America/New_York")
    heard.mail("Emma", "Farid", "Gaëlle")
    own = {"from": "09:00", "to": "11:00"}
    path = f"/v1/members/{heard.rota.id('Hugo')}/contacts"
    body = {"kind": "email", "address": "hugo@example.org", "quiet_hours": own}
    made = heard.rota.home.post(path, **body)
    assert made["quiet_hours"] == own
    assert heard.rota.home.get(path)["items"][0]["quiet_hours"] == own
    # Ten in Paris is four at night in New York.
    heard.rota.home.clock.now = now = at(1, 9)
    sick(heard, "Chloé", "Tue", ask="all")
    asked = {name for name, kind in heard.told(now) if kind == "cover.asked"}
    assert asked == {"Emma", "Gaëlle"}
    assert heard.told(at(1, 9, 59)) == []
    assert heard.told(at(1, 10)) == [("Hugo", "cover.asked")]
    assert heard.told(at(1, 12)) == [("Farid", "cover.asked")]
