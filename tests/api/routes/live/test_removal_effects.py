"""Erasing a member, ending a contract, closing a day, deleting a pattern after publication."""

from typing import Any

import pytest

from support.organisation import TestOrganisation
from support.planned_team import WEEK, at
from support.published_week import PublishedWeek

ROTA = f"/v1/teams/nord/rotas/{WEEK}"


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week."""
    return PublishedWeek.of_nord(home)


def places(rota: PublishedWeek, path: str) -> list[dict[str, Any]]:
    """Return the places that an effect names."""
    found: list[dict[str, Any]] = rota.home.get(path)["places"]
    return found


def tuesday(rota: PublishedWeek) -> list[dict[str, Any]]:
    """Return the places of the Tuesday evening as they stand."""
    shown = rota.home.get(ROTA)
    (found,) = (each["slots"] for each in shown["shifts"] if each["day"] == "2026-12-01")
    slots: list[dict[str, Any]] = found
    return slots


def open_places(rota: PublishedWeek) -> int:
    """Return how many places are open."""
    found: int = rota.home.get(ROTA)["open_places"]
    return found


def close(rota: PublishedWeek) -> str:
    """Close the Tuesday; return the id of the closed day."""
    made = rota.home.post("/v1/teams/nord/closures", day="2026-12-01", name="Works")
    return str(made["id"])


def test_an_erased_member_leaves_open_places_and_the_effect_says_so_first(
    rota: PublishedWeek,
) -> None:
    hit = places(rota, f"/v1/members/{rota.id('Chloé')}/erasure-effect")
    assert [(each["slot"], each["people"], each["people_after"]) for each in hit] == [
        (rota.slot("Tue"), 2, 1),
        (rota.slot("Sat"), 2, 1),
    ]
    assert rota.home.http.delete(f"/v1/members/{rota.id('Chloé')}").status_code == 204
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David"]
    first = tuesday(rota)[0]
    assert first["member"] is None
    assert first["planned"]["name"].startswith("Former member")
    assert open_places(rota) == 2


def test_what_an_erased_member_has_done_stays(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(3, 12)
    rota.home.http.delete(f"/v1/members/{rota.id('Chloé')}")
    assert tuesday(rota)[0]["member"]["name"].startswith("Former member")
    assert open_places(rota) == 1


def test_a_contract_that_ends_leaves_the_places_after_its_last_day_open(
    rota: PublishedWeek,
) -> None:
    path = f"/v1/members/{rota.id('Chloé')}"
    hit = places(rota, f"{path}/contract-effect?ends_on=2026-12-03")
    assert [each["slot"] for each in hit] == [rota.slot("Sat")]
    rota.home.patch(path, ends_on="2026-12-03")
    assert rota.duties("Chloé") == ["01T16:00-21:00"]
    assert open_places(rota) == 1
    rota.home.patch(path, ends_on="2026-12-31")
    assert rota.duties("Chloé") == ["01T16:00-21:00", "05T16:00-21:00"]
    assert open_places(rota) == 0


def test_a_contract_that_begins_later_leaves_the_places_before_open(rota: PublishedWeek) -> None:
    rota.home.patch(f"/v1/members/{rota.id('Chloé')}", starts_on="2026-12-04")
    assert rota.duties("Chloé") == ["05T16:00-21:00"]


def test_other_changes_of_a_member_open_nothing(rota: PublishedWeek) -> None:
    rota.home.patch(f"/v1/members/{rota.id('Chloé')}", name="Chloë")
    assert open_places(rota) == 0


def test_a_closed_day_cancels_its_places_and_opening_it_again_gives_them_back(
    rota: PublishedWeek,
) -> None:
    hit = places(rota, "/v1/teams/nord/closures/effect?day=2026-12-01")
    assert [(each["people_after"], each["required"], each["cancelled"]) for each in hit] == [
        (0, 0, True),
        (0, 0, True),
    ]
    closed = close(rota)
    assert rota.on_duty("2026-12-01T17:00:00Z") == []
    assert [(each["member"], each["cancelled"]) for each in tuesday(rota)] == [(None, True)] * 2
    assert open_places(rota) == 0
    assert rota.home.http.delete(f"/v1/teams/nord/closures/{closed}").status_code == 204
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["Chloé", "David"]
    assert not any(each["cancelled"] for each in tuesday(rota))


def test_nobody_is_sought_for_a_cancelled_place(rota: PublishedWeek) -> None:
    search = rota.home.post(f"/v1/slots/{rota.slot('Tue')}/sick")
    close(rota)
    assert rota.home.get(f"/v1/covers/{search['id']}")["state"] == "closed"


def test_an_offer_of_a_cancelled_place_is_withdrawn_and_others_stay(rota: PublishedWeek) -> None:
    given = rota.home.post("/v1/teams/nord/swaps", slot=rota.slot("Tue"))["id"]
    wanted = {"slot": rota.slot("Wed"), "for": rota.slot("Tue", 2)}
    asked = rota.home.post("/v1/teams/nord/swaps", **wanted)["id"]
    other = rota.home.post("/v1/teams/nord/swaps", slot=rota.slot("Thu"))["id"]
    close(rota)
    states = {each["id"]: each["state"] for each in rota.home.get("/v1/teams/nord/swaps")["items"]}
    assert states == {given: "withdrawn", asked: "withdrawn", other: "open"}


def test_a_deleted_pattern_cancels_its_places_to_come(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(2, 12)
    path = f"/v1/teams/nord/shift-patterns/{rota.patterns['Evening']}"
    assert len(places(rota, f"{path}/effect")) == 10
    assert rota.home.http.delete(path).status_code == 204
    assert rota.on_duty("2026-12-03T17:00:00Z") == []
    assert rota.duties("Chloé") == ["01T16:00-21:00"]
    assert open_places(rota) == 0


def test_those_concerned_are_told(rota: PublishedWeek) -> None:
    rota.home.post(
        f"/v1/members/{rota.id('Chloé')}/contacts", kind="email", address="chloe@example.org"
    )
    close(rota)
    sent = rota.home.get("/v1/teams/nord/notices")["items"]
    assert [each["member"] for each in sent if each["kind"] == "shift.changed"] == [
        rota.id("Chloé")
    ]


def test_an_effect_of_something_unknown_is_not_found(rota: PublishedWeek) -> None:
    nothing = "00000000-0000-7000-8000-000000000000"
    for path in (
        f"/v1/members/{nothing}/erasure-effect",
        f"/v1/members/{nothing}/contract-effect",
        f"/v1/teams/nord/shift-patterns/{nothing}/effect",
        "/v1/teams/none/closures/effect?day=2026-12-01",
    ):
        assert rota.home.http.get(path).status_code == 404, path
