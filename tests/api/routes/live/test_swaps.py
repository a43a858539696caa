"""Swaps through HTTP: who may, what they change, what survives, what is refused."""

from typing import Any
from uuid import UUID

import pytest

from rotation.account.access import Access
from rotation.team import teams
from support.organisation import TestOrganisation
from support.planned_team import WEEK, at
from support.published_week import EVENINGS, PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week."""
    return PublishedWeek.of_nord(home)


def offered(rota: PublishedWeek, giver: str, day: str, **more: Any) -> dict[str, Any]:
    """Offer the evening that somebody has, with their own key; return the swap."""
    seat = EVENINGS[day].index(giver) + 1
    answer = rota.as_(giver).post(
        "/v1/teams/nord/swaps", json={"slot": rota.slot(day, seat), **more}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_place_offered_to_anyone_goes_to_the_first_who_takes_it(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    assert (swap["state"], swap["to"], swap["price"]) == ("open", None, None)
    first = rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take")
    assert (first.status_code, first.json()["state"]) == (200, "done")
    second = rota.as_("Farid").post(f"/v1/swaps/{swap['id']}/take")
    assert (second.status_code, second.json()["state"]) == (409, "done")
    assert rota.holders("Mon") == ["Hugo", "Bruno"]
    assert rota.on_duty("2026-11-30T17:00:00Z") == ["Bruno", "Hugo"]
    assert rota.duties("Amélie") == ["04T16:00-21:00"]
    assert rota.duties("Hugo") == ["30T16:00-21:00", "03T16:00-21:00"]


def test_who_comes_too_late_hears_it_while_somebody_else_writes(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    assert rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take").is_success
    late = rota.as_("Farid")
    assert late.get(f"/v1/swaps/{swap['id']}").is_success  # which notes that the key is in use
    # A unit of work on SQLite waits for the one before it, and gives up after a while.
    with rota.home.writing() as session:
        teams.find(session, "nord")
        answer = late.post(f"/v1/swaps/{swap['id']}/take")
    assert (answer.status_code, answer.json()["state"]) == (409, "done")


def test_a_key_of_another_team_does_not_hear_how_a_swap_stands(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    assert rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take").is_success
    other = rota.home.post(
        "/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR"
    )["id"]
    client = rota.home.client(Access.MANAGER, teams=frozenset({UUID(other)}))
    answer = client.post(f"/v1/swaps/{swap['id']}/take", json={"member": rota.id("Farid")})
    assert answer.status_code == 404


def test_an_exchange_moves_both_places_and_twice_is_the_identity(rota: PublishedWeek) -> None:
    before = rota.home.get(f"/v1/teams/nord/rotas/{WEEK}")["shifts"]
    swap = offered(rota, "Amélie", "Mon", **{"for": rota.slot("Wed", 2)})
    assert swap["to"]["name"] == "Farid"
    assert rota.as_("Farid").post(f"/v1/swaps/{swap['id']}/accept").json()["state"] == "done"
    assert (rota.holders("Mon"), rota.holders("Wed")) == (["Farid", "Bruno"], ["Emma", "Amélie"])
    answer = rota.as_("Farid").post(
        "/v1/teams/nord/swaps", json={"slot": rota.slot("Mon"), "for": rota.slot("Wed", 2)}
    )
    assert rota.as_("Amélie").post(f"/v1/swaps/{answer.json()['id']}/accept").is_success
    assert rota.home.get(f"/v1/teams/nord/rotas/{WEEK}")["shifts"] == before


def test_a_swap_that_breaks_a_hard_rule_is_refused_with_the_breaches(rota: PublishedWeek) -> None:
    rota.rules(minimum_rest={"rest_minutes": 24 * 60, "weight": None})
    to_one = rota.as_("Amélie").post(
        "/v1/teams/nord/swaps", json={"slot": rota.slot("Mon"), "to": rota.id("David")}
    )
    assert to_one.status_code == 409
    assert to_one.json()["type"] == "/problems/swap-breaks-rules"
    assert [each["rule"] for each in to_one.json()["breaches"]] == ["minimum-rest"]
    swap = offered(rota, "Amélie", "Mon")
    taken = rota.as_("David").post(f"/v1/swaps/{swap['id']}/take")
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/swap-breaks-rules")
    assert rota.home.get(f"/v1/swaps/{swap['id']}")["state"] == "open"
    assert rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take").is_success


def test_who_is_in_the_shift_already_cannot_take_another_place_of_it(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    assert rota.as_("Bruno").post(f"/v1/swaps/{swap['id']}/take").status_code == 409


def test_the_price_says_whose_burden_moves_and_the_ledger_follows(rota: PublishedWeek) -> None:
    before = rota.burdens()
    swap = offered(rota, "Emma", "Sun", **{"for": rota.slot("Fri")})
    moved = {each["member"]["name"]: each["points"] for each in swap["price"]["burden"]}
    assert moved["Emma"] == -moved["Amélie"] < 0
    assert rota.as_("Amélie").post(f"/v1/swaps/{swap['id']}/accept").is_success
    after = rota.burdens()
    assert {name: after[name] - before[name] for name in moved} == moved
    assert sum(after.values()) == sum(before.values())


def test_with_approval_a_swap_waits_for_a_planner(rota: PublishedWeek) -> None:
    rota.home.patch("/v1/teams/nord", swap_approval=True)
    swap = offered(rota, "Amélie", "Mon")
    path = f"/v1/swaps/{swap['id']}"
    assert rota.as_("Hugo").post(f"{path}/take").json()["state"] == "accepted"
    assert rota.holders("Mon") == ["Amélie", "Bruno"]
    assert rota.as_("Hugo").post(f"{path}/approve").status_code == 403
    assert rota.as_("Farid").post(f"{path}/take").status_code == 409
    assert rota.home.post(f"{path}/approve")["state"] == "done"
    assert rota.holders("Mon") == ["Hugo", "Bruno"]


def test_rules_are_read_again_when_a_planner_approves(rota: PublishedWeek) -> None:
    rota.home.patch("/v1/teams/nord", swap_approval=True)
    swap = offered(rota, "Amélie", "Mon")
    path = f"/v1/swaps/{swap['id']}"
    assert rota.as_("David").post(f"{path}/take").is_success
    rota.rules(minimum_rest={"rest_minutes": 24 * 60, "weight": None})
    assert rota.home.http.post(f"{path}/approve").status_code == 409
    assert rota.home.post(f"{path}/decline")["state"] == "declined"
    assert rota.holders("Mon") == ["Amélie", "Bruno"]


def test_only_the_one_it_is_offered_to_may_accept_or_decline(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon", to=rota.id("Hugo"))
    path = f"/v1/swaps/{swap['id']}"
    assert rota.as_("Farid").post(f"{path}/accept").status_code == 403
    assert rota.as_("Farid").post(f"{path}/decline").status_code == 403
    assert rota.as_("Hugo").post(f"{path}/decline").json()["state"] == "declined"
    assert rota.as_("Hugo").post(f"{path}/accept").status_code == 409


def test_only_the_giver_or_a_planner_may_offer_and_withdraw(rota: PublishedWeek) -> None:
    body = {"slot": rota.slot("Mon")}
    assert rota.as_("Hugo").post("/v1/teams/nord/swaps", json=body).status_code == 403
    swap = rota.home.post("/v1/teams/nord/swaps", **body)
    assert swap["giver"]["name"] == "Amélie"
    assert rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/withdraw").status_code == 403
    assert rota.as_("Amélie").post(f"/v1/swaps/{swap['id']}/withdraw").is_success
    assert rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take").status_code == 409


def test_a_planner_acts_for_a_member(rota: PublishedWeek) -> None:
    swap = rota.home.post("/v1/teams/nord/swaps", slot=rota.slot("Mon"))
    path = f"/v1/swaps/{swap['id']}/take"
    unsaid = rota.home.http.post(path)
    assert (unsaid.status_code, unsaid.json()["errors"][0]["pointer"]) == (422, "/member")
    assert rota.home.post(path, member=rota.id("Hugo"))["taker"]["name"] == "Hugo"


def test_an_offer_ends_when_its_first_shift_begins(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Fri", **{"for": rota.slot("Tue", 2)}, to=rota.id("David"))
    rota.home.clock.now = at(1, 16)
    late = rota.as_("David").post(f"/v1/swaps/{swap['id']}/accept")
    assert (late.status_code, late.json()["state"]) == (409, "expired")


def test_a_shift_that_has_begun_is_not_offered(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(1, 16)
    answer = rota.as_("David").post("/v1/teams/nord/swaps", json={"slot": rota.slot("Tue", 2)})
    assert answer.status_code == 409


def test_a_place_is_offered_once_at_a_time(rota: PublishedWeek) -> None:
    offered(rota, "Amélie", "Mon")
    again = rota.as_("Amélie").post("/v1/teams/nord/swaps", json={"slot": rota.slot("Mon")})
    assert again.status_code == 409


def test_other_offers_of_the_same_places_end_with_a_swap(rota: PublishedWeek) -> None:
    asked = offered(rota, "Emma", "Wed", **{"for": rota.slot("Mon")})
    given = offered(rota, "Amélie", "Mon")
    assert rota.as_("Hugo").post(f"/v1/swaps/{given['id']}/take").is_success
    assert rota.home.get(f"/v1/swaps/{asked['id']}")["state"] == "expired"


def test_a_swap_outlives_the_next_version_and_a_revert(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take")
    assert rota.holders("Mon", "1") == ["Amélie", "Bruno"]
    assert rota.holders("Mon", "draft") == ["Hugo", "Bruno"]
    rota.plan({**EVENINGS, "Mon": ["Hugo", "Bruno"], "Tue": ["Amélie", "David"]})
    assert rota.publish()["version"] == 2
    assert rota.holders("Mon") == ["Hugo", "Bruno"]
    path = f"/v1/teams/nord/rotas/{WEEK}/revert"
    assert rota.home.post(path, version=1)["version"] == 3
    assert (rota.holders("Mon"), rota.holders("Tue")) == (["Hugo", "Bruno"], ["Chloé", "David"])


def test_a_draft_older_than_the_swap_does_not_undo_it(rota: PublishedWeek) -> None:
    rota.plan({**EVENINGS, "Sun": ["Farid", "Gaëlle"]})
    swap = offered(rota, "Amélie", "Mon")
    rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take")
    rota.publish()
    assert (rota.holders("Mon"), rota.holders("Sun")) == (["Hugo", "Bruno"], ["Farid", "Gaëlle"])


def test_a_later_version_may_give_a_swapped_place_to_somebody_else(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take")
    rota.plan({**EVENINGS, "Mon": ["Farid", "Bruno"]})
    rota.publish()
    assert rota.holders("Mon") == ["Farid", "Bruno"]
    assert rota.duties("Hugo") == ["03T16:00-21:00"]


def test_after_a_swap_there_is_nothing_new_to_publish(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take")
    again = rota.home.http.post(f"/v1/teams/nord/rotas/{WEEK}/publish")
    assert again.json()["type"] == "/problems/already-published"


def test_every_step_of_a_swap_stands_in_the_audit_trail(rota: PublishedWeek) -> None:
    swap = offered(rota, "Amélie", "Mon")
    rota.as_("Hugo").post(f"/v1/swaps/{swap['id']}/take")
    lines = [each for each in rota.home.get("/v1/audit")["items"] if each["entity"] == "swap"]
    assert [(each["action"], each["after"]["state"]) for each in lines] == [
        ("changed", "done"),
        ("created", "open"),
    ]
    assert lines[0]["before"]["state"] == "open"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"slot": "Mon", "to": "Amélie"}, "/member"),
        ({"slot": "Mon", "for": "Fri"}, "/for"),
        ({"slot": "Mon", "for": "Wed", "to": "Hugo"}, "/to"),
        ({"slot": "Mon", "expires_at": "2026-11-24T09:00:00Z"}, "/expires_at"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_field(
    rota: PublishedWeek, body: dict[str, str], pointer: str
) -> None:
    asked = {
        name: rota.slot(value) if name in {"slot", "for"} else value for name, value in body.items()
    }
    if "to" in asked:
        asked["to"] = rota.id(asked["to"])
    answer = rota.home.http.post("/v1/teams/nord/swaps", json=asked)
    assert answer.status_code == 422, answer.text
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
