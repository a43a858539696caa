"""Rules hold for who is on duty, whatever has changed it: a version, the end of a stand-in."""

from typing import Any

import pytest

from support.organisation import TestOrganisation
from support.published_week import EVENINGS, PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week, and a pattern of Wednesday mornings."""
    made = PublishedWeek.of_nord(home)
    body = {"name": "Early", "weekdays": [3], "start": "07:00", "end": "12:00", "target": 1}
    made.patterns["Early"] = home.post("/v1/teams/nord/shift-patterns", **body)["id"]
    return made


def early(rota: PublishedWeek, name: str | None) -> None:
    """Plan the usual week, and somebody (or nobody) for Wednesday morning."""
    rota.plan(EVENINGS)
    rota.seat("Early", {"Wed": [name]})


def publish(rota: PublishedWeek) -> Any:
    """Publish the draft; return the answer."""
    return rota.home.http.post("/v1/teams/nord/rotas/2026-W49/publish")


def stand_in(rota: PublishedWeek, name: str, slot: str) -> str:
    """Let somebody stand in for a whole shift; return the id of the override."""
    made = rota.home.post("/v1/teams/nord/overrides", slot=slot, member=rota.id(name))
    override: str = made["id"]
    return override


def leave(rota: PublishedWeek, name: str, start: str, end: str) -> str:
    """Put somebody on leave; return its address."""
    path = f"/v1/members/{rota.id(name)}/absences"
    made = rota.home.post(path, start=start, end=end)
    return f"{path}/{made['id']}"


def rules(answer: Any) -> list[str]:
    """Return the rules that a refusal names."""
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/breaks-rules")
    return [each["rule"] for each in answer.json()["breaches"]]


def test_a_version_that_leaves_a_stand_in_too_little_rest_is_refused(rota: PublishedWeek) -> None:
    """Gaëlle stands in until 22:00; from then to 07:00 are nine hours."""
    stand_in(rota, "Gaëlle", rota.slot("Tue"))
    early(rota, "Gaëlle")
    assert rules(publish(rota)) == ["minimum-rest"]
    early(rota, "Hugo")
    assert publish(rota).status_code == 201


def test_a_version_may_seat_who_does_not_come_the_evening_before(rota: PublishedWeek) -> None:
    """What stood before is no reason to refuse what comes."""
    stand_in(rota, "Gaëlle", rota.slot("Tue"))
    rota.rules(minimum_rest={"rest_minutes": 20 * 60, "weight": None})
    early(rota, "Amélie")
    assert publish(rota).status_code == 201


def test_a_stand_in_stays_while_giving_the_place_back_would_break_a_rule(
    rota: PublishedWeek,
) -> None:
    override = stand_in(rota, "Gaëlle", rota.slot("Tue"))
    early(rota, None)
    assert publish(rota).status_code == 201
    morning = rota.home.get("/v1/teams/nord/rotas/2026-W49")["shifts"]
    (place,) = [each["slots"][0]["id"] for each in morning if each["pattern"] == "Early"]
    stand_in(rota, "Chloé", place)
    assert rules(rota.home.http.delete(f"/v1/overrides/{override}")) == ["minimum-rest"]
    assert rota.on_duty("2026-12-01T18:00:00Z") == ["David", "Gaëlle"]


def test_leave_stays_while_giving_a_place_back_would_break_a_rule(rota: PublishedWeek) -> None:
    early(rota, None)
    assert publish(rota).status_code == 201
    path = leave(rota, "Chloé", "2026-12-01T16:00:00Z", "2026-12-01T21:00:00Z")
    morning = rota.home.get("/v1/teams/nord/rotas/2026-W49")["shifts"]
    (place,) = [each["slots"][0]["id"] for each in morning if each["pattern"] == "Early"]
    stand_in(rota, "Chloé", place)
    assert rules(rota.home.http.delete(path)) == ["minimum-rest"]
    assert rota.on_duty("2026-12-01T18:00:00Z") == ["David"]


def test_who_is_still_on_another_leave_does_not_get_their_place_back(rota: PublishedWeek) -> None:
    first = leave(rota, "Chloé", "2026-12-01T10:00:00Z", "2026-12-01T20:00:00Z")
    second = leave(rota, "Chloé", "2026-12-01T18:00:00Z", "2026-12-02T10:00:00Z")
    assert rota.on_duty("2026-12-01T18:30:00Z") == ["David"]
    assert rota.home.http.delete(first).status_code == 204
    assert rota.on_duty("2026-12-01T17:30:00Z") == ["Chloé", "David"]
    assert rota.on_duty("2026-12-01T18:30:00Z") == ["David"]
    assert rota.home.http.delete(second).status_code == 204
    assert rota.on_duty("2026-12-01T18:30:00Z") == ["Chloé", "David"]


def test_leave_calls_off_a_duty_of_ones_own_in_all_its_parts(rota: PublishedWeek) -> None:
    """Hugo is on duty by himself before and after the evening, and for Chloé in between."""
    rota.rules(minimum_rest=None)
    body = {"start": "2026-12-01T14:00:00Z", "end": "2026-12-01T23:00:00Z"}
    rota.home.post("/v1/teams/nord/overrides", member=rota.id("Hugo"), **body)
    assert rota.on_duty("2026-12-01T15:00:00Z") == ["Hugo"]
    assert rota.on_duty("2026-12-01T22:00:00Z") == ["Hugo"]
    leave(rota, "Hugo", "2026-12-01T10:00:00Z", "2026-12-02T10:00:00Z")
    assert rota.on_duty("2026-12-01T15:00:00Z") == rota.on_duty("2026-12-01T22:00:00Z") == []
    assert rota.on_duty("2026-12-01T18:00:00Z") == ["David"], "the place he had is open"
