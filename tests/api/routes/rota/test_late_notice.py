"""What changes a shift later than the notice period warns, as publishing does."""

from datetime import UTC, datetime
from typing import Any

import pytest

from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week of a team in Chicago's law: fourteen days of 24 hours."""
    made = PublishedWeek.of_nord(home)
    home.patch("/v1/teams/nord", labour_preset="us-chicago")
    return made


def told(answer: dict[str, Any]) -> list[tuple[str, str, float]]:
    """Return who is warned about, when the shift starts, and how much too late it is."""
    return [
        (each["member"]["name"], each["start"][8:16], each["days_short"])
        for each in answer["warnings"]
    ]


def stand_in(rota: PublishedWeek, name: str, **body: Any) -> dict[str, Any]:
    asked = {"member": rota.id(name), **body}
    answer = rota.home.http.post("/v1/teams/nord/overrides", json=asked)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_an_override_warns_of_who_comes_and_who_goes(rota: PublishedWeek) -> None:
    rota.home.clock.now = datetime(2026, 11, 24, 16, tzinfo=UTC)
    answer = stand_in(rota, "Hugo", slot=rota.slot("Tue"))
    assert told(answer) == [("Chloé", "01T16:00", 7.0), ("Hugo", "01T16:00", 7.0)]
    for each in answer["warnings"]:
        assert each["text"].startswith("check:")
        assert each["reference"]
        assert each["slot"] == rota.slot("Tue")
    (listed, *_) = rota.home.get("/v1/teams/nord/overrides?from=2026-11-30&to=2026-12-07")["items"]
    assert listed["warnings"] == []


def test_fourteen_days_ahead_is_in_time_and_a_minute_later_is_not(rota: PublishedWeek) -> None:
    rota.home.clock.now = datetime(2026, 11, 17, 16, tzinfo=UTC)
    assert told(stand_in(rota, "Hugo", slot=rota.slot("Tue"))) == []
    rota.home.clock.now = datetime(2026, 11, 17, 16, 1, tzinfo=UTC)
    assert len(told(stand_in(rota, "Gaëlle", slot=rota.slot("Tue", 2)))) == 2


def test_who_takes_the_running_shift_had_no_notice(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(1, 17)
    answer = stand_in(rota, "Hugo", slot=rota.slot("Tue"))
    assert ("Hugo", "01T17:00", 14.0) in told(answer)


def test_an_override_without_a_slot_warns_of_whom_it_displaces(rota: PublishedWeek) -> None:
    rota.home.clock.now = datetime(2026, 11, 24, 16, tzinfo=UTC)
    answer = stand_in(
        rota,
        "Hugo",
        channel="whatsapp",
        start="2026-12-01T17:00:00Z",
        end="2026-12-01T18:00:00Z",
    )
    assert {name for name, _, _ in told(answer)} == {"Chloé", "Hugo"}


def test_a_swap_warns_once_there_is_a_taker(rota: PublishedWeek) -> None:
    rota.home.clock.now = datetime(2026, 11, 23, 16, tzinfo=UTC)
    giver = rota.as_("Amélie")
    to_anyone = giver.post("/v1/teams/nord/swaps", json={"slot": rota.slot("Mon")}).json()
    assert told(to_anyone) == []
    taken = rota.as_("Hugo").post(f"/v1/swaps/{to_anyone['id']}/take").json()
    late = [("Amélie", "30T16:00", 7.0), ("Hugo", "30T16:00", 7.0)]
    assert sorted(told(taken)) == late
    assert told(rota.home.get(f"/v1/swaps/{to_anyone['id']}")) == []


def test_an_exchange_warns_of_both_shifts_when_offered_and_when_approved(
    rota: PublishedWeek,
) -> None:
    rota.home.patch("/v1/teams/nord", swap_approval=True)
    rota.home.clock.now = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)
    asked = {"slot": rota.slot("Mon"), "for": rota.slot("Wed", 2)}
    offered = rota.as_("Amélie").post("/v1/teams/nord/swaps", json=asked).json()
    monday = [("Amélie", "30T16:00", 0.02), ("Farid", "30T16:00", 0.02)]
    assert sorted(told(offered)) == monday
    path = f"/v1/swaps/{offered['id']}"
    assert rota.as_("Farid").post(f"{path}/accept").json()["state"] == "accepted"
    rota.home.clock.now = datetime(2026, 11, 25, 16, tzinfo=UTC)
    approved = rota.home.post(f"{path}/approve")
    assert len(told(approved)) == 4
    assert ("Farid", "02T16:00", 7.0) in told(approved)


def test_who_stands_in_for_a_part_of_a_place_hears_nothing_when_it_is_swapped(
    rota: PublishedWeek,
) -> None:
    rota.home.clock.now = datetime(2026, 11, 24, 16, tzinfo=UTC)
    stand_in(
        rota,
        "Hugo",
        slot=rota.slot("Tue"),
        start="2026-12-01T17:00:00Z",
        end="2026-12-01T18:00:00Z",
    )
    body = {"slot": rota.slot("Tue"), "to": rota.id("Gaëlle")}
    swap = rota.as_("Chloé").post("/v1/teams/nord/swaps", json=body).json()
    assert {name for name, _, _ in told(swap)} == {"Chloé", "Gaëlle"}
