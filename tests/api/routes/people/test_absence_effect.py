"""Leave and the published rota: its effect is shown, approval opens places, and gives back."""

from typing import Any

import pytest

from api.queue.children import Children
from support.organisation import TestOrganisation
from support.planned_team import WEEK, at
from support.published_week import PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week."""
    return PublishedWeek.of_nord(home)


def leave(rota: PublishedWeek, name: str, start: str, end: str) -> dict[str, Any]:
    """Let somebody ask for leave with their own key."""
    path = f"/v1/members/{rota.id(name)}/absences"
    answer = rota.as_(name).post(path, json={"start": start, "end": end, "kind": "leave"})
    assert answer.status_code == 201, answer.text
    asked: dict[str, Any] = answer.json()
    assert asked["state"] == "asked"
    return {**asked, "path": f"{path}/{asked['id']}"}


TUESDAY = ("2026-12-01T00:00:00+01:00", "2026-12-02T00:00:00+01:00")


def test_the_effect_is_shown_before_approval(rota: PublishedWeek, children: Children) -> None:
    rota.home.app.state.children = children
    asked = leave(rota, "Chloé", *TUESDAY)
    shown = rota.home.get(f"{asked['path']}/effect")
    (place,) = shown["places"]
    assert (place["slot"], place["people"], place["people_after"], place["required"]) == (
        rota.slot("Tue"),
        2,
        1,
        2,
    )
    (replies,) = shown["replies"]
    assert replies["week"] == WEEK
    before, after = (replies[each]["channels"][0]["within_share"] for each in ("before", "after"))
    assert after <= before
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["Chloé", "David"]


def test_approval_opens_the_places_it_hits_and_refusal_does_not(rota: PublishedWeek) -> None:
    refused = leave(rota, "David", *TUESDAY)
    rota.home.post(f"{refused['path']}/refuse")
    asked = leave(rota, "Chloé", *TUESDAY)
    rota.home.post(f"{asked['path']}/approve")
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David"]
    assert rota.duties("Chloé") == ["05T16:00-21:00"]


def test_leave_for_a_part_opens_a_part(rota: PublishedWeek) -> None:
    asked = leave(rota, "Chloé", "2026-12-01T19:00:00Z", "2026-12-02T00:00:00Z")
    rota.home.post(f"{asked['path']}/approve")
    assert rota.duties("Chloé")[0] == "01T16:00-19:00"


def test_leave_that_is_given_up_returns_the_places(rota: PublishedWeek) -> None:
    asked = leave(rota, "Chloé", *TUESDAY)
    rota.home.post(f"{asked['path']}/approve")
    rota.home.clock.now = at(1, 18)
    assert rota.home.http.delete(asked["path"]).status_code == 204
    assert rota.duties("Chloé")[0] == "01T18:00-21:00"


def test_a_place_that_leave_has_opened_can_be_covered(rota: PublishedWeek) -> None:
    asked = leave(rota, "Chloé", *TUESDAY)
    rota.home.post(f"{asked['path']}/approve")
    search = rota.home.post(f"/v1/slots/{rota.slot('Tue')}/sick", ask="all")
    answer = {"answer": "yes"}
    done = rota.as_("Hugo").post(f"/v1/covers/{search['id']}/answer", json=answer)
    assert done.json()["state"] == "covered"
    assert rota.on_duty("2026-12-01T17:00:00Z") == ["David", "Hugo"]


def test_another_member_does_not_see_the_effect(rota: PublishedWeek) -> None:
    asked = leave(rota, "Chloé", *TUESDAY)
    assert rota.as_("Hugo").get(f"{asked['path']}/effect").status_code == 403
