"""Planning ahead: the next weeks are drafted by themselves, once, and nobody's work is lost."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.database import facts
from rotation.rota.case import build
from rotation.rota.facts import PlannedAhead
from rotation.rota.planning import planning_horizon, runs
from rotation.rota.planning.planning_horizon import PlanningHorizon
from rotation.rota.publishing import automatic
from rotation.rota.store import horizon as store
from rotation.rota.versions import drafts
from rotation.team import teams
from rotation.timespan import Week, zone
from support.fake_solvers import Greedy
from support.planned_team import Planner, at, named

MONDAY = at(7, 7)
"""Monday 7 December 2026, 08:00 in Paris."""
FIRST, SECOND = "2026-W51", "2026-W52"
PATH = "/v1/teams/nord/horizon"


@pytest.fixture
def nord(planner: Planner) -> Iterator[Planner]:
    """A team that plans two weeks ahead, each Monday at eight."""
    planner.in_a_hurry(Greedy).home.clock.now = at(1, 9)
    planner.home.put(PATH, {"weeks": 2})
    yield planner
    planner.home.put(PATH, {"is_on": False})


def due(planner: Planner, now: datetime = MONDAY) -> list[str]:
    """Let the time come; return the first weeks of the runs that were asked for."""
    planner.home.clock.now = now
    with planner.home.writing() as session:
        row = store.of_team(session, teams.find(session, "nord").id)
        assert row
        return [each.week for each in planning_horizon.draft(session, row.id, now)]


def last_run(planner: Planner) -> dict[str, Any]:
    """Return the first run of the last time."""
    found: dict[str, Any] = planner.home.get(PATH)["runs"][0]
    return found


def test_the_next_weeks_are_drafted_once_and_marked(nord: Planner) -> None:
    assert nord.home.get(PATH)["next_at"] == "2026-12-07T07:00:00Z"
    assert due(nord, MONDAY - timedelta(minutes=1)) == []
    assert due(nord) == [FIRST]
    assert due(nord) == []
    nord.work_off()
    run = last_run(nord)
    assert (run["state"], run["applied"], run["weeks"], run["origin"]) == (
        "succeeded",
        True,
        2,
        "horizon",
    )
    assert run["why"] == "It was planned ahead, as the team has set."
    for week in (FIRST, SECOND):
        assert nord.rota(week=week)["open_places"] == 0
        assert nord.home.http.get(nord.path(week=week)).status_code == 404, "published by itself"
    assert nord.home.get(PATH)["next_at"] == "2026-12-14T07:00:00Z"


def test_a_draft_that_was_edited_or_asked_for_is_left_alone(nord: Planner) -> None:
    assert nord.run(FIRST)["applied"]
    assert due(nord) == [SECOND]
    nord.work_off()
    slot = nord.rota(week=SECOND)["shifts"][0]["slots"][0]["id"]
    path = nord.path(f"/draft/slots/{slot}", SECOND)
    nord.home.http.patch(path, json={"member": None}, headers={"If-Match": "*"})
    assert due(nord, MONDAY + timedelta(weeks=1)) == ["2026-W53"]
    nord.work_off()
    assert nord.rota(week=SECOND)["shifts"][0]["slots"][0]["member"] is None


def test_what_was_drafted_ahead_is_made_anew_while_nobody_has_touched_it(nord: Planner) -> None:
    due(nord)
    nord.work_off()
    ill = nord.rota(week=SECOND)["shifts"][0]["slots"][0]["member"]["id"]
    span = {"start": "2026-12-21T00:00:00Z", "end": "2026-12-28T00:00:00Z"}
    nord.home.post(f"/v1/members/{ill}/absences", **span, kind="sick")
    assert due(nord, MONDAY + timedelta(weeks=1)) == [SECOND]
    nord.work_off()
    assert ill not in str(nord.rota(week=SECOND)["shifts"])


def test_a_draft_made_between_asking_and_solving_is_not_overwritten(nord: Planner) -> None:
    due(nord)
    with nord.home.writing() as session:
        team = teams.find(session, "nord")
        empty, _ = build.shifts_of(session, team, [Week.parse(FIRST)])
        drafts.replace(session, team.id, FIRST, empty, MONDAY)
    nord.work_off()
    run = last_run(nord)
    assert (run["state"], run["applied"]) == ("succeeded", False)
    assert not any(named(each) for each in nord.rota(week=FIRST)["shifts"])
    assert nord.home.post(f"/v1/runs/{run['id']}/use")["applied"]


def test_nothing_is_published_by_itself_unless_the_team_says_so(nord: Planner) -> None:
    nord.home.put(PATH, {"weeks": 1, "publish": True})
    due(nord)
    nord.work_off()
    assert last_run(nord)["publishing"] == "wanted"
    for _ in range(2):
        automatic.publish_planned_weeks(nord.home.work, MONDAY)
    assert last_run(nord)["publishing"] == "done"
    assert nord.rota("published", FIRST)["version"] == 1


def test_gaps_are_not_published_by_themselves_and_the_reason_is_told(nord: Planner) -> None:
    nord.home.put(PATH, {"weeks": 1, "publish": True})
    nord.home.put("/v1/teams/nord/rules", {"shifts-per-week": {"most": 1, "weight": None}})
    due(nord)
    nord.work_off()
    automatic.publish_planned_weeks(nord.home.work, MONDAY)
    run = last_run(nord)
    assert (run["publishing"], run["state"]) == ("refused", "succeeded")
    assert run["reason"] == "7 places are open."
    assert nord.home.http.get(nord.path(week=FIRST)).status_code == 404


def test_a_week_that_cannot_be_planned_is_told(nord: Planner) -> None:
    for pattern in nord.patterns.values():
        nord.home.http.delete(f"/v1/teams/nord/shift-patterns/{pattern}")
    due(nord)
    nord.work_off()
    run = last_run(nord)
    assert (run["state"], run["applied"]) == ("failed", False)
    assert "no shifts" in run["reason"]


def test_what_planning_ahead_came_to_is_a_fact_of_nobody_elses_runs(nord: Planner) -> None:
    due(nord)
    asked = UUID(nord.home.post("/v1/teams/nord/runs", week="2026-W53")["id"])
    with nord.home.reading() as session:
        ran = runs.find(session, UUID(last_run(nord)["id"]))
        runs.note_planned_ahead(session, runs.find(session, asked), "failed")
        runs.note_planned_ahead(session, ran, "failed")
        assert facts(session) == (PlannedAhead(ran.team_id, ran.id, FIRST, 2, "failed"),)
    for run in (asked, ran.id):
        nord.home.http.delete(f"/v1/runs/{run}")


def test_many_replicas_at_once_ask_once(nord: Planner) -> None:
    nord.home.clock.now = MONDAY
    work, together = nord.home.work, threading.Barrier(4)

    def tick(_: int) -> None:
        together.wait()
        planning_horizon.draft_due(work, MONDAY)

    with ThreadPoolExecutor(4) as replicas:
        list(replicas.map(tick, range(4)))
    assert [each["week"] for each in nord.home.get("/v1/teams/nord/runs")["items"]] == [FIRST]
    nord.home.http.delete(f"/v1/runs/{last_run(nord)['id']}")


def test_a_week_that_was_published_meanwhile_is_not_published_again(nord: Planner) -> None:
    nord.home.put(PATH, {"weeks": 1, "publish": True})
    due(nord)
    nord.work_off()
    nord.home.post(nord.path("/publish", FIRST))
    automatic.publish_planned_weeks(nord.home.work, MONDAY)
    assert last_run(nord)["publishing"] == "refused"
    assert nord.rota("published", FIRST)["version"] == 1


def test_another_time_zone_moves_the_next_time(nord: Planner) -> None:
    nord.home.patch("/v1/teams/nord", timezone="Europe/London")
    assert nord.home.get(PATH)["next_at"] == "2026-12-07T08:00:00Z"


@settings(max_examples=25)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda t: t.replace(tzinfo=UTC)),
    st.integers(1, 7),
    st.integers(0, 24 * 60 - 1),
    st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kathmandu"]),
)
def test_the_next_time_is_the_first_of_its_weekday_and_wall_time(
    after: datetime, weekday: int, minute: int, name: str
) -> None:
    """Walked minute by minute, but where the clock skips that time."""
    horizon = PlanningHorizon(is_on=True, weekday=weekday, at=f"{minute // 60:02}:{minute % 60:02}")
    found = planning_horizon.next_due(horizon, zone(name), after)
    assert found
    walked = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while not (
        (local := walked.astimezone(zone(name))).isoweekday() == weekday
        and f"{local:%H:%M}" == horizon.at
    ):
        walked += timedelta(minutes=1)
        if walked - after > timedelta(days=8):
            break
    if walked - after <= timedelta(days=7, hours=1):
        assert found == walked
    else:
        assert found - after <= timedelta(days=7, hours=2)


def test_rows_of_weeks_have_no_gaps() -> None:
    first = Week(2026, 51)
    weeks = [first, first.plus(1), first.plus(3)]
    assert planning_horizon.consecutive(weeks) == [[first, first.plus(1)], [first.plus(3)]]
