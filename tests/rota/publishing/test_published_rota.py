"""The published rota is the rota as it stands; a version by its number stays as it was."""

from typing import Any

import pytest

from support.organisation import TestOrganisation
from support.planned_team import WEEK, at
from support.published_week import PublishedWeek

ROTA = f"/v1/teams/nord/rotas/{WEEK}"


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week: Chloé and David have the Tuesday evening."""
    return PublishedWeek.of_nord(home)


def tuesday(rota: PublishedWeek, version: str = "published") -> dict[str, Any]:
    """Return the first place of the Tuesday evening."""
    shown = rota.home.get(f"{ROTA}?version={version}")
    (place,) = (
        each
        for shift in shown["shifts"]
        for each in shift["slots"]
        if each["id"] == rota.slot("Tue")
    )
    found: dict[str, Any] = place
    return found


def name(person: dict[str, Any] | None) -> str | None:
    """Return the name of whoever is shown."""
    return str(person["name"]) if person else None


def open_places(rota: PublishedWeek, version: str = "published") -> int:
    """Return how many places are open."""
    found: int = rota.home.get(f"{ROTA}?version={version}")["open_places"]
    return found


def stand_in(rota: PublishedWeek, who: str, **body: Any) -> None:
    """Let somebody stand in."""
    rota.home.post("/v1/teams/nord/overrides", member=rota.id(who), slot=rota.slot("Tue"), **body)


def test_as_published_everybody_has_the_place_they_were_planned_for(rota: PublishedWeek) -> None:
    place = tuesday(rota)
    assert (name(place["member"]), name(place["planned"]), place["parts"]) == ("Chloé", "Chloé", [])
    assert open_places(rota) == 0


def test_who_stands_in_has_the_place(rota: PublishedWeek) -> None:
    stand_in(rota, "Hugo")
    place = tuesday(rota)
    assert (name(place["member"]), name(place["planned"])) == ("Hugo", "Chloé")
    assert place["parts"] == []
    assert open_places(rota) == 0


def test_a_place_that_leave_opens_is_open(rota: PublishedWeek) -> None:
    rota.home.post(
        f"/v1/members/{rota.id('Chloé')}/absences",
        start="2026-12-01T00:00:00+01:00",
        end="2026-12-02T00:00:00+01:00",
        kind="leave",
    )
    place = tuesday(rota)
    assert (place["member"], name(place["planned"])) == (None, "Chloé")
    assert open_places(rota) == 1


def test_a_sick_call_opens_the_place_until_somebody_steps_in(rota: PublishedWeek) -> None:
    rota.home.post(f"/v1/slots/{rota.slot('Tue')}/sick")
    assert (tuesday(rota)["member"], open_places(rota)) == (None, 1)
    stand_in(rota, "Hugo")
    assert (name(tuesday(rota)["member"]), open_places(rota)) == ("Hugo", 0)


def test_a_place_of_two_is_shown_in_parts(rota: PublishedWeek) -> None:
    stand_in(rota, "Hugo", start="2026-12-01T17:00:00Z", end="2026-12-01T18:00:00Z")
    place = tuesday(rota)
    assert (name(place["member"]), name(place["planned"])) == ("Chloé", "Chloé")
    assert [(each["start"][11:16], name(each["member"])) for each in place["parts"]] == [
        ("16:00", "Chloé"),
        ("17:00", "Hugo"),
        ("18:00", "Chloé"),
    ]
    assert open_places(rota) == 0


def test_a_place_with_a_part_that_nobody_has_is_open(rota: PublishedWeek) -> None:
    rota.home.post(
        f"/v1/members/{rota.id('Chloé')}/absences",
        start="2026-12-01T21:00:00+01:00",
        end="2026-12-02T00:00:00+01:00",
        kind="leave",
    )
    place = tuesday(rota)
    assert name(place["member"]) == "Chloé"
    assert [name(each["member"]) for each in place["parts"]] == ["Chloé", None]
    assert open_places(rota) == 1


def test_a_version_by_its_number_stays_as_it_was_published(rota: PublishedWeek) -> None:
    stand_in(rota, "Hugo")
    before = tuesday(rota, "1")
    assert (name(before["member"]), name(before["planned"])) == ("Chloé", "Chloé")


def test_the_published_rota_agrees_with_who_is_on_duty(rota: PublishedWeek) -> None:
    stand_in(rota, "Hugo")
    rota.home.post(f"/v1/slots/{rota.slot('Wed')}/sick")
    for day, hour in ((1, 18), (2, 18), (3, 18)):
        shown = rota.home.get(ROTA)
        (evening,) = (each for each in shown["shifts"] if each["day"] == f"2026-12-0{day}")
        people = sorted(name(each["member"]) or "" for each in evening["slots"] if each["member"])
        assert people == rota.on_duty(at(day, hour).isoformat().replace("+00:00", "Z"))


def test_the_review_of_the_published_rota_counts_those_who_are_on_duty(rota: PublishedWeek) -> None:
    def hours(who: str) -> float:
        shares = rota.home.get(ROTA)["fairness"]
        found: float = next(each["hours"] for each in shares if each["member"]["name"] == who)
        return found

    chloe, hugo = hours("Chloé"), hours("Hugo")
    stand_in(rota, "Hugo", start="2026-12-01T17:00:00Z", end="2026-12-01T18:00:00Z")
    assert (hours("Chloé"), hours("Hugo")) == (chloe - 1, hugo + 1)


def test_a_change_of_who_is_on_duty_changes_the_tag(rota: PublishedWeek) -> None:
    before = rota.home.http.get(ROTA).headers["etag"]
    stand_in(rota, "Hugo")
    assert rota.home.http.get(ROTA).headers["etag"] != before
