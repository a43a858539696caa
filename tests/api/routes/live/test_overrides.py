"""Overrides through HTTP: a part of a shift, the running one, rules, prices, two places."""

from typing import Any

import pytest

from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week."""
    return PublishedWeek.of_nord(home)


def stand_in(rota: PublishedWeek, name: str, **body: Any) -> Any:
    """Let somebody stand in with a planner's key; return the answer."""
    asked = {"member": rota.id(name), **body}
    return rota.home.http.post("/v1/teams/nord/overrides", json=asked)


def take(rota: PublishedWeek, name: str, **body: Any) -> Any:
    """Let somebody stand in with their own key; return the answer."""
    asked = {"member": rota.id(name), **body}
    return rota.as_(name).post("/v1/teams/nord/overrides", json=asked)


def open_place(rota: PublishedWeek, day: str, seat: int = 1) -> str:
    """Open a place by the leave of whoever holds it; return its id."""
    slot = rota.slot(day, seat)
    holder = next(name for name in rota.people if name == rota.holders(day)[seat - 1])
    hours = {"start": "2026-12-01T00:00:00+01:00", "end": "2026-12-02T00:00:00+01:00"}
    rota.home.post(f"/v1/members/{rota.id(holder)}/absences", **hours)
    return slot


def test_a_part_of_a_shift_leaves_the_rest_to_its_holder(rota: PublishedWeek) -> None:
    answer = stand_in(
        rota,
        "Hugo",
        slot=rota.slot("Tue"),
        start="2026-12-01T17:00:00Z",
        end="2026-12-01T18:00:00Z",
    )
    assert answer.status_code == 201, answer.text
    assert rota.duties("Hugo") == ["01T17:00-18:00", "03T16:00-21:00"]
    assert rota.duties("Chloé") == ["01T16:00-17:00", "01T18:00-21:00", "05T16:00-21:00"]
    assert rota.holders("Tue") == ["Chloé", "David"]


def test_the_running_shift_is_taken_from_now_on(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(1, 17, 30)
    answer = stand_in(rota, "Hugo", slot=rota.slot("Tue"))
    assert (answer.json()["start"], answer.json()["end"]) == (
        "2026-12-01T17:30:00Z",
        "2026-12-01T21:00:00Z",
    )
    assert rota.on_duty("2026-12-01T17:29:59Z") == ["Chloé", "David"]
    assert rota.on_duty("2026-12-01T17:30:00Z") == ["David", "Hugo"]


def test_a_shift_that_is_over_is_not_taken(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(1, 21)
    assert stand_in(rota, "Hugo", slot=rota.slot("Tue")).status_code == 409


def test_a_member_stands_in_for_themselves_only(rota: PublishedWeek) -> None:
    asked = {"member": rota.id("Hugo"), "slot": rota.slot("Tue")}
    assert rota.as_("Farid").post("/v1/teams/nord/overrides", json=asked).status_code == 403


def test_an_override_that_breaks_a_hard_rule_is_refused_with_the_breaches(
    rota: PublishedWeek,
) -> None:
    rota.rules(minimum_rest={"rest_minutes": 20 * 60, "weight": None})
    answer = stand_in(rota, "Emma", slot=rota.slot("Tue"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/breaks-rules")
    assert [each["rule"] for each in answer.json()["breaches"]] == ["minimum-rest"]
    assert rota.duties("Emma") == ["02T16:00-21:00", "06T16:00-21:00"]


def test_the_rules_read_a_part_by_its_own_hours(rota: PublishedWeek) -> None:
    """Emma rests 19 hours after the whole shift, 22 after its first two hours."""
    rota.rules(minimum_rest={"rest_minutes": 20 * 60, "weight": None})
    answer = stand_in(
        rota,
        "Emma",
        slot=rota.slot("Tue"),
        start="2026-12-01T16:00:00Z",
        end="2026-12-01T18:00:00Z",
    )
    assert answer.status_code == 201, answer.text


def test_the_price_is_the_burden_of_the_part_and_moves_in_the_ledger(rota: PublishedWeek) -> None:
    before = rota.burdens()
    answer = stand_in(
        rota,
        "Hugo",
        slot=rota.slot("Sun"),
        start="2026-12-06T16:00:00Z",
        end="2026-12-06T18:00:00Z",
    )
    moved = {each["member"]["name"]: each["points"] for each in answer.json()["price"]["burden"]}
    after = rota.burdens()
    assert {name: after[name] - before[name] for name in before if after[name] != before[name]} == (
        moved
    )
    assert (moved["Hugo"], moved["Emma"]) == (6, -6)


def test_nobody_is_put_in_two_places(rota: PublishedWeek) -> None:
    answer = stand_in(rota, "Chloé", slot=rota.slot("Tue", 2))
    assert answer.status_code == 409
    assert rota.duties("David") == ["01T16:00-21:00", "05T16:00-21:00"]


def test_who_stands_in_may_take_it_back_and_nobody_else(rota: PublishedWeek) -> None:
    made = stand_in(rota, "Hugo", slot=rota.slot("Tue")).json()
    path = f"/v1/overrides/{made['id']}"
    assert rota.as_("Farid").delete(path).status_code == 403
    assert rota.as_("Hugo").delete(path).status_code == 204
    assert rota.duties("Chloé") == ["01T16:00-21:00", "05T16:00-21:00"]


def test_an_override_taken_back_midway_leaves_what_has_been(rota: PublishedWeek) -> None:
    made = stand_in(rota, "Hugo", slot=rota.slot("Tue")).json()
    rota.home.clock.now = at(1, 18)
    rota.as_("Hugo").delete(f"/v1/overrides/{made['id']}")
    assert rota.duties("Hugo") == ["01T16:00-18:00", "03T16:00-21:00"]
    assert rota.on_duty("2026-12-01T18:00:00Z") == ["Chloé", "David"]


def test_a_span_without_a_slot_needs_both_its_ends(rota: PublishedWeek) -> None:
    for body in ({}, {"start": "2026-12-01T16:00:00Z"}):
        assert stand_in(rota, "Hugo", **body).status_code == 422


def test_a_shared_place_can_be_swapped_without_losing_the_one_who_stands_in(
    rota: PublishedWeek,
) -> None:
    stand_in(
        rota,
        "Hugo",
        slot=rota.slot("Tue"),
        start="2026-12-01T17:00:00Z",
        end="2026-12-01T18:00:00Z",
    )
    swap = rota.home.post("/v1/teams/nord/swaps", slot=rota.slot("Tue"), to=rota.id("Gaëlle"))
    assert rota.home.post(f"/v1/swaps/{swap['id']}/accept")["state"] == "done"
    assert rota.duties("Gaëlle")[:2] == ["01T16:00-17:00", "01T18:00-21:00"]
    assert rota.duties("Hugo")[0] == "01T17:00-18:00"


@pytest.mark.parametrize(
    "hours",
    [
        {},
        {"start": "2026-12-01T16:00:00Z", "end": "2026-12-01T17:00:00Z"},
        {"start": "2026-12-01T20:59:00Z", "end": "2026-12-01T21:00:00Z"},
        {"start": "2026-11-30T16:00:00Z", "end": "2026-12-02T16:00:00Z"},
    ],
)
def test_a_member_takes_no_place_that_a_colleague_holds(
    rota: PublishedWeek, hours: dict[str, str]
) -> None:
    answer = take(rota, "Hugo", slot=rota.slot("Tue"), **hours)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
    assert rota.holders("Tue") == ["Chloé", "David"]
    assert rota.duties("Hugo") == ["03T16:00-21:00"]


@pytest.mark.parametrize("more", [{}, {"channel": "whatsapp"}])
def test_a_member_stands_in_nowhere_without_a_place(
    rota: PublishedWeek, more: dict[str, str]
) -> None:
    hours = {"start": "2026-12-01T16:00:00Z", "end": "2026-12-01T21:00:00Z"}
    assert take(rota, "Hugo", **hours, **more).status_code == 403
    assert take(rota, "Chloé", **hours, **more).status_code == 403
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["Chloé", "David"]


def test_a_member_takes_an_open_place(rota: PublishedWeek) -> None:
    slot = open_place(rota, "Tue")
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David"]
    answer = take(rota, "Hugo", slot=slot)
    assert answer.status_code == 201, answer.text
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Hugo"]


def test_a_place_that_somebody_took_is_held(rota: PublishedWeek) -> None:
    slot = open_place(rota, "Tue")
    assert take(rota, "Hugo", slot=slot).status_code == 201
    assert take(rota, "Farid", slot=slot).status_code == 403
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Hugo"]


def test_who_was_assigned_does_not_take_back_what_another_holds(rota: PublishedWeek) -> None:
    assert stand_in(rota, "Hugo", slot=rota.slot("Tue")).status_code == 201
    assert take(rota, "Chloé", slot=rota.slot("Tue")).status_code == 403
    assert take(rota, "Hugo", slot=rota.slot("Tue")).status_code == 201
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Hugo"]


BELGIAN = {"least_minutes": 180, "most_minutes": 720, "weight": None}


def test_what_is_left_to_the_holder_may_not_be_too_short_either(rota: PublishedWeek) -> None:
    """18 to 21 out of 17 to 22 leaves two pieces of an hour where a shift has three at least."""
    rota.rules(shift_length=BELGIAN)
    answer = stand_in(
        rota,
        "Hugo",
        slot=rota.slot("Tue"),
        start="2026-12-01T17:00:00Z",
        end="2026-12-01T20:00:00Z",
    )
    assert answer.status_code == 409, answer.text
    broken = answer.json()["breaches"]
    assert {each["rule"] for each in broken} == {"shift-length"}
    assert {member for each in broken for member in each["members"]} == {rota.id("Chloé")}
    assert rota.duties("Hugo") == ["03T16:00-21:00"]


def test_a_part_that_leaves_the_holder_enough_is_taken(rota: PublishedWeek) -> None:
    rota.rules(shift_length={**BELGIAN, "least_minutes": 120})
    answer = stand_in(
        rota,
        "Hugo",
        slot=rota.slot("Tue"),
        start="2026-12-01T19:00:00Z",
        end="2026-12-01T21:00:00Z",
    )
    assert answer.status_code == 201, answer.text


def test_what_has_begun_is_no_piece_that_is_too_short(rota: PublishedWeek) -> None:
    rota.rules(shift_length=BELGIAN)
    rota.home.clock.now = at(1, 16, 30)
    assert stand_in(rota, "Hugo", slot=rota.slot("Tue")).status_code == 201


def test_who_stands_in_for_a_channel_has_the_burden_of_that_time(rota: PublishedWeek) -> None:
    """Three hours of Christmas Day count four points each."""
    rota.home.post(
        "/v1/teams/nord/overrides",
        member=rota.id("Hugo"),
        channel="whatsapp",
        start="2026-12-25T10:00:00+01:00",
        end="2026-12-25T13:00:00+01:00",
    )
    path = f"/v1/members/{rota.id('Hugo')}/shifts?from=2026-12-25&to=2026-12-26"
    (duty,) = rota.home.get(path)["items"]
    assert duty["burden"] == 12


def test_who_stands_in_for_a_channel_on_a_special_day_has_its_burden(rota: PublishedWeek) -> None:
    """Two hours of a Wednesday noon, which the team has marked with five points an hour."""
    marked = {"day": "2026-12-16", "name": "Sale", "burden": 5, "from": "12:00"}
    rota.home.post("/v1/teams/nord/special-days", **marked)
    rota.home.post(
        "/v1/teams/nord/overrides",
        member=rota.id("Hugo"),
        channel="whatsapp",
        start="2026-12-16T11:00:00+01:00",
        end="2026-12-16T14:00:00+01:00",
    )
    path = f"/v1/members/{rota.id('Hugo')}/shifts?from=2026-12-16&to=2026-12-17"
    (duty,) = rota.home.get(path)["items"]
    assert duty["burden"] == 10
