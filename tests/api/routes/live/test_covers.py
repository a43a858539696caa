"""Sick calls: the place opens, people are asked in turn or all at once, the first yes stands in."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from rotation import database
from rotation.database import facts
from rotation.rota.facts import CoverAsked
from rotation.rota.live import cover
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week."""
    return PublishedWeek.of_nord(home)


@dataclass
class Heard:
    """What members were told in the units of work of the application."""

    asked: list[CoverAsked]

    def link(self, member: str) -> str:
        """Return the address of the answer link of a member."""
        return next(f"/answer/{e.token}" for e in self.asked if str(e.member) == member)


@pytest.fixture
def heard(rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Hear the questions as the messages do that follow the facts of a unit of work."""
    told = Heard([])

    def note(session: Any, fact: Any) -> None:
        database.note(session, fact)
        assert fact in facts(session)
        if isinstance(fact, CoverAsked):
            told.asked.append(fact)

    monkeypatch.setattr(cover, "note", note)
    return told


def sick(rota: PublishedWeek, name: str, day: str, **body: Any) -> dict[str, Any]:
    """Let somebody call in sick with their own key; return the search."""
    answer = rota.as_(name).post(f"/v1/slots/{rota.slot(day)}/sick", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def says(rota: PublishedWeek, name: str, search: dict[str, Any], word: str) -> Any:
    """Let somebody answer with their own key."""
    return rota.as_(name).post(f"/v1/covers/{search['id']}/answer", json={"answer": word})


def asked(search: dict[str, Any]) -> list[str]:
    """Return who has been asked."""
    return [each["member"]["name"] for each in search["asked"] if each["asked_at"]]


def test_a_sick_call_opens_the_place_and_asks_the_best_first(rota: PublishedWeek) -> None:
    search = sick(rota, "Chloé", "Tue")
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David"]
    assert (search["state"], search["ask"], len(asked(search))) == ("open", "in_turn", 1)
    assert search["asked"][0]["deadline"] == "2026-11-24T09:30:00Z"
    ranked = [each["points"] for each in search["candidates"] if each["fits"]]
    assert ranked == sorted(ranked)
    names = {each["member"]["name"]: each["fits"] for each in search["candidates"]}
    assert "Chloé" not in names
    assert names["David"] is False


def test_whoever_breaks_a_hard_rule_is_ranked_but_not_asked(rota: PublishedWeek) -> None:
    rota.rules(minimum_rest={"rest_minutes": 24 * 60, "weight": None})
    search = sick(rota, "Chloé", "Tue")
    unfit = {
        each["member"]["name"]: [one["rule"] for one in each["breaks"] if one["must_hold"]]
        for each in search["candidates"]
        if not each["fits"]
    }
    assert unfit["Emma"] == ["minimum-rest"]
    assert {each["member"]["name"] for each in search["asked"]}.isdisjoint(unfit)


def test_the_first_yes_stands_in_and_the_second_comes_too_late(rota: PublishedWeek) -> None:
    search = sick(rota, "Chloé", "Tue", ask="all")
    assert len(asked(search)) == 6
    assert says(rota, "Hugo", search, "yes").json()["taker"]["name"] == "Hugo"
    late = says(rota, "Gaëlle", search, "yes")
    assert (late.status_code, late.json()["state"]) == (409, "covered")
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Hugo"]
    assert rota.holders("Tue") == ["Hugo", "David"]
    assert rota.holders("Tue", "1") == ["Chloé", "David"]


def test_a_no_asks_the_next_and_after_the_last_the_place_stays_open(rota: PublishedWeek) -> None:
    search = sick(rota, "Chloé", "Tue")
    for count in range(1, 7):
        assert len(asked(search)) == count
        search = says(rota, asked(search)[-1], search, "no").json()
    assert search["state"] == "nobody"
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David"]
    assert says(rota, "Hugo", search, "yes").json()["state"] == "covered"


def test_an_early_no_does_not_hurry_the_one_who_is_thinking(rota: PublishedWeek) -> None:
    search = sick(rota, "Chloé", "Tue")
    last = search["asked"][-1]["member"]["name"]
    search = says(rota, last, search, "no").json()
    assert len(asked(search)) == 1


def test_a_deadline_that_passes_asks_the_next(rota: PublishedWeek) -> None:
    search = sick(rota, "Chloé", "Tue", answer_within_minutes=10)
    for minutes, count in ((9, 1), (10, 2), (19, 2), (20, 3)):
        now = rota.home.clock.now + timedelta(minutes=minutes)
        with rota.home.work.unit(rota.home.owner, now) as session:
            cover.advance(session, UUID(search["id"]), now)
        assert len(asked(rota.home.get(f"/v1/covers/{search['id']}"))) == count


def test_near_the_shift_all_are_asked_at_once(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(1, 13, 30)
    search = sick(rota, "Chloé", "Tue")
    assert (search["ask"], len(asked(search))) == ("all", 6)
    assert search["asked"][0]["deadline"] == "2026-12-01T21:00:00Z"


def test_who_falls_ill_midway_keeps_what_they_worked(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(1, 18)
    search = sick(rota, "Chloé", "Tue")
    rota.home.clock.now = at(1, 18, 45)
    says(rota, "Hugo", search, "yes")
    assert rota.duties("Chloé")[0] == "01T16:00-18:00"
    assert rota.duties("Hugo")[0] == "01T18:45-21:00"


def test_a_member_who_can_come_after_all_has_the_place_again(rota: PublishedWeek) -> None:
    search = sick(rota, "Chloé", "Tue")
    path = f"/v1/covers/{search['id']}/close"
    assert rota.as_("Hugo").post(path).status_code == 403
    assert rota.as_("Chloé").post(path).json()["state"] == "closed"
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["Chloé", "David"]
    assert says(rota, "Hugo", search, "yes").status_code == 409


def test_a_planner_calls_for_a_member_and_answers_for_another(rota: PublishedWeek) -> None:
    search = rota.home.post(f"/v1/slots/{rota.slot('Tue')}/sick")
    path = f"/v1/covers/{search['id']}/answer"
    done = rota.home.post(path, answer="yes", member=rota.id("Hugo"))
    assert done["state"] == "covered"
    listed = rota.home.get("/v1/teams/nord/covers")["items"]
    assert [each["taker"]["name"] for each in listed] == ["Hugo"]


def test_nobody_calls_in_sick_for_somebody_else_or_where_they_are_not(rota: PublishedWeek) -> None:
    path, body = f"/v1/slots/{rota.slot('Tue')}/sick", {"member": rota.id("Chloé")}
    assert rota.as_("Hugo").post(path, json=body).status_code == 403
    assert rota.as_("Hugo").post(path).status_code == 403
    own = {"member": rota.id("Hugo")}
    assert rota.as_("Hugo").post(path, json=own).status_code == 409
    rota.home.clock.now = at(1, 21)
    assert rota.as_("Chloé").post(path).status_code == 409


def test_one_who_stands_in_can_fall_ill_too(rota: PublishedWeek) -> None:
    first = sick(rota, "Chloé", "Tue", ask="all")
    says(rota, "Hugo", first, "yes")
    second = rota.as_("Hugo").post(f"/v1/slots/{rota.slot('Tue')}/sick").json()
    assert second["member"]["name"] == "Hugo"
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David"]
    says(rota, "Gaëlle", second, "yes")
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Gaëlle"]


def test_a_new_version_that_gives_the_place_away_ends_the_open_place(rota: PublishedWeek) -> None:
    search = sick(rota, "Chloé", "Tue")
    rota.plan({"Tue": ["Hugo", "David"]})
    rota.publish()
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Hugo"]
    assert says(rota, "Gaëlle", search, "yes").status_code == 409


def test_a_link_asks_on_get_and_answers_on_post_only(rota: PublishedWeek, heard: Heard) -> None:
    search = sick(rota, "Chloé", "Tue", ask="all")
    nobody = TestClient(rota.home.app, headers={"Accept-Language": "en"})
    link = heard.link(rota.id("Hugo"))
    page = nobody.get(link)
    assert page.status_code == 200
    assert "Hugo, can you step in for Nord from Tue 1 Dec 17:00 to Tue 1 Dec 22:00?" in page.text
    assert len(re.findall(r"<button", page.text)) == 2
    assert rota.home.get(f"/v1/covers/{search['id']}")["state"] == "open"
    done = nobody.post(link, data={"answer": "yes"})
    assert (done.status_code, "you step in" in done.text) == (200, True)
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Hugo"]
    assert nobody.get(heard.link(rota.id("Gaëlle"))).status_code == 409


@pytest.mark.parametrize("body", [b"", b"answer=maybe", b"\xff\xfe", b"answer=yes&answer=x"])
def test_nonsense_in_an_answer_changes_nothing(
    rota: PublishedWeek, heard: Heard, body: bytes
) -> None:
    search = sick(rota, "Chloé", "Tue", ask="all")
    answer = TestClient(rota.home.app).post(heard.link(rota.id("Hugo")), content=body)
    assert answer.status_code == 422
    assert rota.home.get(f"/v1/covers/{search['id']}")["state"] == "open"


def test_a_link_that_was_never_made_opens_nothing(rota: PublishedWeek) -> None:
    nobody = TestClient(rota.home.app)
    for token in ("rans_" + "A" * 43, "rcal_" + "A" * 43, "x", "%00"):
        assert nobody.get(f"/answer/{token}").status_code in {404, 422}
        answer = nobody.post(f"/answer/{token}", data={"answer": "yes"})
        assert answer.status_code in {404, 422}


def test_the_ledger_counts_who_worked(rota: PublishedWeek) -> None:
    before = rota.burdens()
    search = sick(rota, "Emma", "Sun", ask="all")
    says(rota, "Hugo", search, "yes")
    after = rota.burdens()
    assert (after["Emma"] < before["Emma"], after["Hugo"] > before["Hugo"]) == (True, True)
    assert sum(after.values()) == sum(before.values())


def test_a_place_nobody_has_is_offered_in_the_same_way(rota: PublishedWeek) -> None:
    rota.plan({"Tue": ["Chloé"]})
    rota.publish()
    path = f"/v1/slots/{rota.slot('Tue', 2)}/sick"
    assert rota.as_("Hugo").post(path).status_code == 403
    search = rota.home.post(path, ask="all")
    assert search["member"] is None
    assert says(rota, "Hugo", search, "yes").json()["state"] == "covered"
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["Chloé", "Hugo"]
