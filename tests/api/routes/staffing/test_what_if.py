"""Staffing questions about other circumstances: changes, edited shifts, hours, busier weeks."""

from typing import Any

import pytest

from rotation.demand.volume_spread import quantile
from support.planned_team import WEEK, Planner
from support.staffing_api import (
    EVENINGS,
    STAFFING,
    ask,
    evening,
    evenings_of,
    segment,
    with_evenings,
)


@pytest.fixture
def webcare(planner: Planner) -> Planner:
    """The team Nord with a channel that is open in the evening and gets 700 messages a week."""
    return with_evenings(planner)


def test_more_messages_and_an_absence_are_told_beside_the_week_as_it_is(webcare: Planner) -> None:
    staff = [
        {
            "member": name,
            "segments": [
                {"start": f"2026-12-0{day}T16:00:00Z", "end": f"2026-12-0{day}T21:00:00Z"}
                for day in range(1, 7)
            ],
        }
        for name in ("a", "b")
    ]
    asked = {"week": WEEK, "staff": staff, "engine": "exact"}
    told = ask(webcare, "what-if", **asked, sweep={"field": "volume", "values": [0.8, 1.2]})
    differences = [each["difference"]["whatsapp"] for each in told["cases"]]
    assert differences[0] > 0 > differences[1]
    absent = ask(webcare, "what-if", **asked, changes={"absent": "a"})["cases"][0]
    assert absent["difference"]["whatsapp"] < -0.1


def test_closed_hours_are_as_if_the_channel_had_them_and_its_people_went(webcare: Planner) -> None:
    staff = evenings_of("a", "b")
    usual: dict[str, Any] = {"week": WEEK, "engine": "exact"}
    window = {"weekday": 5, "from": "17:00", "to": "22:00", "state": "closed"}
    told = ask(webcare, "what-if", **usual, staff=staff, changes={"windows": [window]})
    for each in staff:
        each["segments"].remove(segment("2026-12-04", 17, 22))
    windows = [window if each["weekday"] == 5 else each for each in EVENINGS]
    usual["channels"] = {"whatsapp": {"windows": windows}}
    same = ask(webcare, "predict", **usual, staff=staff)
    assert told["cases"][0]["channels"] == same["channels"]
    assert told["cases"][0]["agent_hours"] == same["agent_hours"] < told["base"]["agent_hours"]
    assert told["cases"][0]["changes"] == {"windows": [window]}


def test_edited_shifts_are_as_if_the_staff_had_been_so(webcare: Planner) -> None:
    staff = evenings_of("a", "b")
    usual = {"week": WEEK, "engine": "simulation", "seed": 3}
    moved = {
        "remove": [{"member": "a", **segment("2026-12-02", 19, 20)}],
        "add": [
            {"member": "a", **segment("2026-12-06", 18, 21)},
            {"member": "c", **segment("2026-12-02", 19, 20), "skills": ["whatsapp"]},
        ],
    }
    told = ask(webcare, "what-if", **usual, staff=staff, changes={"shifts": moved})
    parts = staff[0]["segments"]
    parts.remove(segment("2026-12-02", 17, 22))
    parts += [segment("2026-12-02", 17, 19), segment("2026-12-02", 20, 22)]
    parts.append(segment("2026-12-06", 18, 21))
    staff.append(
        {"member": "c", "segments": [segment("2026-12-02", 19, 20)], "skills": ["whatsapp"]}
    )
    same = ask(webcare, "predict", **usual, staff=staff)
    assert told["cases"][0]["agent_hours"] == same["agent_hours"]
    after, expected = told["cases"][0]["channels"][0], same["channels"][0]
    assert after["within_share"] == pytest.approx(expected["within_share"], abs=0.005)
    assert told["cases"][0]["difference"]["whatsapp"] > 0.02


def forecast_of(planner: Planner) -> dict[str, Any]:
    """Return the forecast of the week."""
    found: dict[str, Any] = planner.home.get(f"/v1/teams/nord/forecast?week={WEEK}")
    return found


def test_the_current_forecast_can_be_named_and_another_is_refused_by_saying_so(
    webcare: Planner,
) -> None:
    current = forecast_of(webcare)["id"]
    asked = {"week": WEEK, "heads": evening(1), "engine": "exact"}
    told = ask(webcare, "predict", **asked, forecast={"id": current})
    assert told["assumed"]["forecast"] == current
    for call in ("predict", "what-if", "requirements", "compare-closed"):
        body = {**asked, "forecast": {"id": "0" * 16}}
        answer = webcare.home.http.post(f"{STAFFING}/{call}", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/forecast/id"
        assert current in answer.text


def test_safety_predicts_the_week_that_is_as_busy_as_its_volume_percentile(
    webcare: Planner,
) -> None:
    asked = {"week": WEEK, "heads": evening(2), "engine": "exact"}
    plain, off, safe = (
        ask(webcare, "predict", **asked, **more)
        for more in ({}, {"safety": "off"}, {"safety": 0.9})
    )
    assert plain["channels"] == off["channels"]
    factor = quantile(forecast_of(webcare)["week_cv"], 0.9)
    assert factor > 1
    volumes = [each["channels"][0]["volume"] for each in (safe, plain)]
    assert volumes[0] == pytest.approx(factor * volumes[1], rel=1e-3)
    assert safe["channels"][0]["within_share"] < plain["channels"][0]["within_share"]
    assert (safe["assumed"]["safety"], safe["assumed"]["week_cv"]) == (0.9, 0)


def test_safety_asks_for_more_people_and_changes_nothing_that_is_stored(webcare: Planner) -> None:
    webcare.pattern(
        "Late", [1, 2, 3, 4, 5, 6, 7], ("17:00", "22:00"), minimum=0, target="auto", maximum=9
    )
    tight = {"whatsapp": {"target": {"share": 0.95, "within_minutes": 5}}}

    def hours(**more: Any) -> tuple[float | None, float, int]:
        told = ask(webcare, "requirements", week=WEEK, heads=evening(0), channels=tight, **more)
        needed = sum(each["required"] for each in told["intervals"])
        return told["assumed"]["safety"], told["hours"], needed

    off, safest, usual = hours(safety="off"), hours(safety=0.95), hours()
    assert (off[0], usual[0]) == (None, 0.8)
    assert off[1] <= usual[1] <= safest[1]
    assert off[1:] < safest[1:]
    assert off[2] <= usual[2] <= safest[2]
