"""Gaps are warned of once each, however they open."""

from typing import Any

from support.outbox import Heard
from support.published_week import EVENINGS


def sick(heard: Heard, name: str, day: str, **body: Any) -> dict[str, Any]:
    """Let somebody call in sick with their own key; return the search."""
    path = f"/v1/slots/{heard.rota.slot(day)}/sick"
    found: dict[str, Any] = heard.rota.as_(name).post(path, json=body).json()
    return found


def test_a_gap_is_told_once_when_a_sick_call_opens_it_and_not_again_by_a_version(
    heard: Heard,
) -> None:
    heard.hook("gap.opened")
    now = heard.rota.home.clock.now
    search = sick(heard, "Chloé", "Tue")
    assert heard.at(now) == ["gap.opened"]
    gap = heard.receiver.received[0].said["data"]["shift"]
    assert (gap["slot"], gap["local_start"]) == (heard.rota.slot("Tue"), "2026-12-01T17:00")
    evenings = {**EVENINGS, "Tue": (None, "David")}
    heard.rota.plan(evenings)
    heard.rota.publish(accept_gaps=True)
    assert heard.at(now) == []
    heard.rota.home.post(f"/v1/covers/{search['id']}/close")
    assert heard.at(now) == []


def test_what_a_stand_in_leaves_open_later_is_another_gap(heard: Heard) -> None:
    heard.hook("gap.opened")
    now = heard.rota.home.clock.now
    search = sick(heard, "Chloé", "Tue")
    heard.rota.as_("Hugo").post(f"/v1/covers/{search['id']}/answer", json={"answer": "yes"})
    assert heard.at(now) == ["gap.opened"]
    (stands_in,) = (
        each for each in heard.rota.home.get("/v1/teams/nord/overrides")["items"] if each["member"]
    )
    heard.rota.home.http.delete(f"/v1/overrides/{stands_in['id']}")
    assert heard.at(now) == ["gap.opened"]
