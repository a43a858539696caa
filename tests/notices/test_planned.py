"""Planners hear what became of the weeks that are planned ahead, and why."""

from typing import Any
from uuid import UUID

from rotation.rota.planning import planning_horizon, runs
from rotation.rota.planning.runs import RunRequest
from rotation.rota.store import horizon
from rotation.rota.store import runs as store
from rotation.solver.serialisation import sentence_to_dict
from rotation.team import teams
from rotation.timespan import Week
from rotation.words import say
from support.outbox import Heard, Told
from support.planned_team import at

WEEK = Week(2026, 51)


def ended(heard: Heard, state: str, origin: Any = "horizon", **values: Any) -> UUID:
    """Let a run of two weeks end like this, unseen by any worker; return its id."""
    now = heard.rota.home.clock.now
    with heard.rota.home.writing() as session:
        team = teams.find(session, "nord")
        run = runs.request(session, team, RunRequest(WEEK, 2, origin=origin), now)
        row = store.run(session, run.id)
        for name, value in {"state": state, "ended_at": now, **values}.items():
            setattr(row, name, value)
        session.flush()
        runs.note_planned_ahead(
            session, runs.find(session, run.id), values.get("publishing") or state
        )
    return run.id


def heard_of(heard: Heard) -> list[dict[str, Any]]:
    """Return what the webhook is told now."""
    heard.at(heard.rota.home.clock.now)
    return [each.said["data"] for each in heard.receiver.received]


def test_a_rota_that_waits_as_a_draft_is_told(heard: Heard) -> None:
    heard.hook("rota.planned")
    run = ended(heard, "succeeded", applied=True)
    (told,) = heard_of(heard)
    assert heard.receiver.types() == ["rota.planned"]
    assert told["team"]["slug"] == "nord"
    assert (told["run"], told["weeks"]) == (str(run), ["2026-W51", "2026-W52"])
    assert (told["state"], told["applied"], told["reason"]) == ("succeeded", True, None)


def test_a_rota_that_was_found_and_is_not_used_says_why(heard: Heard) -> None:
    heard.hook("rota.planned")
    ended(heard, "succeeded", applied=False)
    (told,) = heard_of(heard)
    assert told["applied"] is False
    assert told["reason"].startswith("The draft was changed meanwhile")


def test_a_clash_is_told_without_the_names_of_people(heard: Heard) -> None:
    heard.hook("rota.planned")
    because = sentence_to_dict(say("{member} has to be free", member="Chloé"))
    clash = {"rule": "pins", "because": because, "members": ["m"], "shifts": ["s"]}
    ended(heard, "infeasible", outcome={"conflicts": [clash] * 2})
    (told,) = heard_of(heard)
    assert (told["state"], told["reason"]) == (
        "infeasible",
        "No rota keeps all rules: 2 of them clash.",
    )


def test_what_was_not_published_says_why_in_the_language_of_the_team(heard: Heard) -> None:
    heard.rota.home.patch("/v1/teams/nord", languages=["fr", "nl"])
    heard.hook("rota.planned")
    outcome = {"reason": sentence_to_dict(say("{count} places are open.", count=7))}
    ended(heard, "succeeded", applied=True, publishing="refused", outcome=outcome)
    (told,) = heard_of(heard)
    assert (told["state"], told["reason"]) == ("refused", "7 places sont libres.")


def test_a_run_that_somebody_asked_for_is_not_told(heard: Heard) -> None:
    heard.hook("rota.planned")
    ended(heard, "failed", origin="asked")
    assert heard_of(heard) == []


def test_weeks_that_could_not_be_planned_reach_the_planners(told: Told) -> None:
    home = told.planner.home
    for pattern in told.planner.patterns.values():
        home.http.delete(f"/v1/teams/nord/shift-patterns/{pattern}")
    home.clock.now = at(1, 9)
    home.put("/v1/teams/nord/horizon", {"weeks": 2})
    told.hook("rota.planned")
    home.clock.now = at(7, 7)
    with home.writing() as session:
        row = horizon.of_team(session, teams.find(session, "nord").id)
        assert row
        planning_horizon.draft(session, row.id, home.clock.now)
    told.planner.work_off()
    home.put("/v1/teams/nord/horizon", {"is_on": False})
    told.at(home.clock.now)
    (heard,) = (each.said["data"] for each in told.receiver.received)
    assert heard["state"] == "failed"
    assert "no shifts" in heard["reason"]
