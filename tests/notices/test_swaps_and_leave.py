"""Who is told of swaps and of leave: those they concern, and nobody else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from rotation.rota.live import swaps
from support.outbox import Heard, said
from support.planned_team import NAMES

MINUTE = timedelta(minutes=1)


def offered(heard: Heard, giver: str, day: str, **more: Any) -> str:
    """Let somebody offer their evening, in the first seat; return the swap."""
    body = {"slot": heard.rota.slot(day), **more}
    answer = heard.rota.as_(giver).post("/v1/teams/nord/swaps", json=body)
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def does(heard: Heard, name: str, swap: str, verb: str) -> None:
    """Let somebody take the next step of a swap."""
    answer = heard.rota.as_(name).post(f"/v1/swaps/{swap}/{verb}")
    assert answer.is_success, answer.text


def test_an_offer_to_one_member_is_told_to_that_one_alone(heard: Heard) -> None:
    heard.mail(*NAMES)
    offered(heard, "Amélie", "Mon", to=heard.rota.id("Hugo"), reason="A concert")
    (message,) = heard.mails()
    assert (message.payload["member"]["name"], message.kind) == ("Hugo", "swap.offered")
    text = said(message)
    assert "Amélie offers a shift in Nord" in text
    assert "Evening, Mon 30 Nov 17:00–22:00 Europe/Paris" in text
    assert "Reason: A concert" in text


def test_an_exchange_says_what_is_asked_in_return(heard: Heard) -> None:
    heard.mail(*NAMES)
    offered(heard, "Amélie", "Mon", **{"for": heard.rota.slot("Wed", 2)})
    (message,) = heard.mails()
    assert message.payload["member"]["name"] == "Farid"
    assert "In return for: Evening, Wed 2 Dec 17:00–22:00 Europe/Paris" in said(message)


def test_an_offer_to_anyone_is_told_to_those_who_could_take_it(heard: Heard) -> None:
    heard.rota.rules(minimum_rest={"rest_minutes": 44 * 60, "weight": None})
    heard.mail(*NAMES)
    acceptable = set()
    for name in NAMES[1:]:
        body = {"slot": heard.rota.slot("Mon"), "to": heard.rota.id(name)}
        answer = heard.rota.as_("Amélie").post("/v1/teams/nord/swaps", json=body)
        if answer.is_success:
            acceptable.add(name)
            does(heard, "Amélie", answer.json()["id"], "withdraw")
    heard.mails()
    offered(heard, "Amélie", "Mon")
    told = heard.told()
    assert {name for name, _ in told} == acceptable
    assert {kind for _, kind in told} == {"swap.offered"}
    assert acceptable == {"Gaëlle", "Hugo"}  # the others work on Tuesday, Wednesday or that Monday


def test_a_swap_that_happens_is_a_change_of_shifts_for_both_and_for_nobody_else(
    heard: Heard,
) -> None:
    heard.hook("swap.offered", "swap.changed")
    heard.mail(*NAMES)
    swap = offered(heard, "Amélie", "Mon")
    does(heard, "Hugo", swap, "take")
    assert heard.told() == [("Amélie", "shift.changed"), ("Hugo", "shift.changed")]
    states = [each.said["data"]["state"] for each in heard.receiver.received]
    assert sorted(states) == ["done", "open"]


def test_the_giver_is_told_that_a_planner_has_to_approve_and_both_that_they_did_not(
    heard: Heard,
) -> None:
    heard.rota.home.patch("/v1/teams/nord", swap_approval=True)
    heard.mail(*NAMES)
    swap = offered(heard, "Amélie", "Mon", to=heard.rota.id("Hugo"))
    heard.mails()
    does(heard, "Hugo", swap, "accept")
    (accepted,) = heard.mails()
    assert said(accepted).startswith("Hugo takes your shift once a planner has approved it")
    heard.rota.home.post(f"/v1/swaps/{swap}/decline")
    refused = heard.mails()
    assert {each.payload["member"]["name"] for each in refused} == {"Amélie", "Hugo"}
    assert {said(each).split("\n")[0] for each in refused} == {"The swap was not approved"}


def test_who_offered_is_told_of_a_no_and_who_was_asked_of_a_withdrawal(heard: Heard) -> None:
    heard.mail(*NAMES)
    declined = offered(heard, "Amélie", "Mon", to=heard.rota.id("Hugo"))
    heard.mails()
    does(heard, "Hugo", declined, "decline")
    (no,) = heard.mails()
    assert no.payload["member"]["name"] == "Amélie"
    assert said(no).startswith("Hugo does not take your shift: it stays yours")
    withdrawn = offered(heard, "Amélie", "Mon", to=heard.rota.id("Hugo"))
    heard.mails()
    does(heard, "Amélie", withdrawn, "withdraw")
    (gone,) = heard.mails()
    assert (gone.payload["member"]["name"], said(gone).split("\n")[0]) == (
        "Hugo",
        "Amélie no longer offers a shift",
    )


def test_an_offer_that_waits_is_withdrawn_with_it_and_told_to_nobody(heard: Heard) -> None:
    heard.mail(*NAMES)
    swap = offered(heard, "Amélie", "Mon", to=heard.rota.id("Hugo"))
    does(heard, "Amélie", swap, "withdraw")
    assert heard.told() == []


def test_an_offer_nobody_took_in_time_is_told_to_its_giver(heard: Heard) -> None:
    heard.mail(*NAMES)
    swap = offered(heard, "Amélie", "Mon", expires_at="2026-11-25T09:00:00Z")
    heard.mails()
    heard.rota.home.clock.now = now = datetime.fromisoformat("2026-11-25T09:00:00+00:00")
    with heard.rota.home.writing() as session:
        swaps.expire(session, UUID(swap), now)
    (expired,) = heard.mails()
    assert expired.payload["member"]["name"] == "Amélie"
    assert said(expired).startswith("Nobody has taken your shift in time: it stays yours")


def test_an_offer_whose_place_another_swap_passes_on_is_not_said_to_stay_its_givers(
    heard: Heard,
) -> None:
    heard.mail("Amélie")
    offered(heard, "Amélie", "Mon")
    body = {"slot": heard.rota.slot("Wed", 2), "for": heard.rota.slot("Mon")}
    other = heard.rota.as_("Farid").post("/v1/teams/nord/swaps", json=body).json()["id"]
    heard.mails()
    does(heard, "Amélie", other, "accept")
    told = {each.kind: said(each).split("\n")[0] for each in heard.mails()}
    assert told == {
        "shift.changed": "Your shifts in Nord have changed",
        "swap.changed": "The swap is no longer possible: a place has changed hands",
    }


def test_leave_is_told_to_planners_when_it_is_asked_and_to_the_member_when_decided(
    heard: Heard,
) -> None:
    heard.hook("leave.changed")
    heard.mail(*NAMES)
    path = f"/v1/members/{heard.rota.id('Hugo')}/absences"
    away = {"start": "2026-12-21T00:00:00+01:00", "end": "2026-12-24T00:00:00+01:00"}
    for verb in ("approve", "refuse"):
        asked = heard.rota.as_("Hugo").post(path, json=away).json()["id"]
        assert heard.told() == []
        heard.rota.home.post(f"{path}/{asked}/{verb}")
        (message,) = heard.mails()
        assert message.payload["member"]["name"] == "Hugo"
        assert f"Your time away was {verb.removesuffix('e')}" in said(message)
        assert "From Mon 21 Dec 00:00 to Thu 24 Dec 00:00" in said(message)
    states = [each.said["data"]["state"] for each in heard.receiver.received]
    assert states == ["asked", "approved", "asked", "refused"]


def test_illness_and_what_a_planner_enters_are_no_requests(heard: Heard) -> None:
    heard.hook("leave.changed")
    path = f"/v1/members/{heard.rota.id('Hugo')}/absences"
    away = {"start": "2026-12-21T00:00:00+01:00", "end": "2026-12-24T00:00:00+01:00"}
    heard.rota.as_("Hugo").post(path, json={**away, "kind": "sick"})
    heard.rota.home.post(path, **away)
    assert heard.at(heard.rota.home.clock.now) == []


def test_questions_and_offers_are_said_in_the_readers_language(heard: Heard) -> None:
    heard.mail("Hugo")
    heard.rota.home.patch(f"/v1/members/{heard.rota.id('Hugo')}", languages=["nl"])
    offered(heard, "Amélie", "Mon", to=heard.rota.id("Hugo"))
    (message,) = heard.mails()
    assert message.language == "nl"
    assert said(message, "nl").startswith("Amélie biedt een dienst aan in Nord\n")
    assert "Antwoord graag vóór ma 30 nov 17:00" in said(message, "nl")
    assert said(message, "fr").startswith("Amélie propose un service")
