"""Repeating rotas: designed for a team, rolled out into real weeks, absences repaired."""

from datetime import date, timedelta
from typing import Any

import pytest

from rotation.clock import new_id
from rotation.demand.shift_patterns import ShiftPattern
from rotation.rota.planning.repeating_design import _too_close
from rotation.timespan import Week
from support.planned_team import NAMES, WEEK, Planner

PATH = "/v1/teams/nord/repeating-rotas"
MONDAY = Week.parse(WEEK).monday


def wanted(planner: Planner, **more: Any) -> dict[str, Any]:
    """Return a body: six people, two of them every evening, blocks of two to four days."""
    return {
        "name": "Evenings",
        "week": WEEK,
        "members": [planner.people[name] for name in NAMES[:6]],
        "shifts": [{"pattern": planner.patterns["Evening"]}],
        "work": {"shortest": 2, "longest": 4},
        "off": {"shortest": 2, "longest": 10},
        **more,
    }


def evenings(planner: Planner, week: str) -> list[set[str]]:
    """Return the ids of who has the evenings of a draft, day by day."""
    shifts = planner.rota(week=week)["shifts"]
    return [
        {each["member"]["id"] for each in shift["slots"] if each["member"]}
        for shift in shifts
        if shift["pattern"] == "Evening"
    ]


def expected(made: dict[str, Any], day: date) -> set[str]:
    """Return whom the sequence has at work on a day, read row by row."""
    days = (day - MONDAY).days
    found = set()
    for place, member in enumerate(made["members"]):
        row = made["weeks"][(place + days // 7) % len(made["weeks"])]
        if row[days % 7]:
            found.add(member)
    return found


@pytest.fixture
def made(planner: Planner) -> dict[str, Any]:
    """A repeating rota of six people."""
    return planner.home.post(PATH, **wanted(planner))


def test_it_is_rolled_out_into_real_weeks_and_absences_are_repaired(
    planner: Planner, made: dict[str, Any]
) -> None:
    planner.in_a_hurry()
    assert [len(row) for row in made["weeks"]] == [7] * 6
    second = MONDAY + timedelta(days=8)
    ill = min(expected(made, second))
    span = {
        "start": f"{second}T00:00:00+01:00",
        "end": f"{second + timedelta(days=1)}T00:00:00+01:00",
    }
    planner.home.post(f"/v1/members/{ill}/absences", **span, kind="leave")

    run = planner.home.post(f"/v1/repeating-rotas/{made['id']}/roll-out", week=WEEK, weeks=2)
    assert (run["origin"], run["keep"]) == ("repeating", "drafted")
    planner.work_off()
    ended = planner.home.get(f"/v1/runs/{run['id']}")
    assert (ended["state"], ended["applied"]) == ("succeeded", True)
    # One leaves their evening, another takes it; the Saturdays, of which the sequence knows
    # nothing, are filled without moving anybody.
    assert ended["changes"]["proven"]
    assert ended["changes"]["places"] == 2
    for at, there in enumerate(evenings(planner, WEEK) + evenings(planner, "2026-W50")):
        day = MONDAY + timedelta(days=at)
        if day == second:
            assert there & expected(made, day) == expected(made, day) - {ill}
            assert len(there) == 2
        else:
            assert there == expected(made, day)
    assert planner.rota()["open_places"] == planner.rota(week="2026-W50")["open_places"] == 0
    assert planner.publish(weeks=2)["weeks"] == {WEEK: 1, "2026-W50": 1}


def test_later_weeks_go_on_where_the_sequence_stands(
    planner: Planner, made: dict[str, Any]
) -> None:
    planner.in_a_hurry()
    planner.home.post(f"/v1/repeating-rotas/{made['id']}/roll-out", week="2026-W52")
    planner.work_off()
    later = Week.parse("2026-W52").monday
    there = evenings(planner, "2026-W52")
    assert there == [expected(made, later + timedelta(days=at)) for at in range(7)]


def test_what_cannot_be_is_refused_by_field(planner: Planner) -> None:
    for more, pointer in (
        ({"members": [planner.people["Hugo"]] * 2}, "/members/1"),
        ({"members": [str(new_id())]}, "/members/0"),
        ({"members": [planner.people["Hugo"]]}, "/members"),
        ({"shifts": [{"pattern": str(new_id())}]}, "/shifts/0/pattern"),
        (
            {"shifts": [{"pattern": planner.patterns["Evening"], "required": [9] * 7}]},
            "/shifts/0/required/0",
        ),
        ({"forbidden": [[str(new_id()), None]]}, "/forbidden/0"),
        ({"week": "2026-W60"}, "week"),
        ({"off": {"shortest": 3, "longest": 2}}, "/off/shortest"),
    ):
        answer = planner.home.http.post(PATH, json=wanted(planner, **more))
        assert answer.status_code == 422, answer.text
        assert pointer in answer.json()["errors"][0].values()


def test_what_no_sequence_does_is_said(planner: Planner) -> None:
    body = wanted(planner, members=[planner.people["Hugo"], planner.people["Emma"]])
    answer = planner.home.http.post(PATH, json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "No repeating rota does all of this."
    assert "ways_out" not in answer.json()
    assert planner.home.get(PATH)["items"] == []


def test_the_wish_in_the_way_is_named_with_what_it_could_be(planner: Planner) -> None:
    body = wanted(planner, off={"shortest": 2, "longest": 3})
    answer = planner.home.http.post(PATH, json=body)
    assert answer.status_code == 422
    ways = answer.json()["ways_out"]
    assert {"field": "/off/longest", "value": 4} in ways
    assert "up to 4 days off in a row" in answer.json()["detail"]
    loosened = wanted(planner, off={"shortest": 2, "longest": 4})
    made = planner.home.post(PATH, **loosened)
    assert made["free_weekends"] == sum(row[5:] == [None, None] for row in made["weeks"]) > 0


def test_it_is_listed_and_deleted(planner: Planner, made: dict[str, Any]) -> None:
    assert planner.home.get(PATH)["items"] == [made]
    assert planner.home.http.delete(f"/v1/repeating-rotas/{made['id']}").status_code == 204
    assert planner.home.get(PATH)["items"] == []


def test_shifts_with_too_little_rest_between_do_not_follow_each_other() -> None:
    times = (("08:00", "16:00"), ("15:00", "23:00"), ("23:00", "07:00"))
    used = [ShiftPattern(new_id(), start, (1,), start, end) for start, end in times]
    assert _too_close(used, 11 * 60) == [(1, 0), (2, 0), (2, 1)]
