"""Staffing questions for tests: a team with evenings, people who are on, the question asked."""

from typing import Any

from support.planned_team import Planner

STAFFING = "/v1/teams/nord/staffing"
EVENINGS = [
    {"weekday": day, "from": "17:00", "to": "22:00", "state": "open"} for day in range(1, 8)
]


def evening(heads: int) -> dict[str, Any]:
    """Return head counts of a week with so many people on in the evenings."""
    day = [heads if 17 <= hour < 22 else 0 for hour in range(24)]
    return {"interval_minutes": 60, "counts": day * 7}


def ask(planner: Planner, call: str, **body: Any) -> dict[str, Any]:
    """Return the answer to a staffing question."""
    answer = planner.home.http.post(f"{STAFFING}/{call}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ask_later(planner: Planner, call: str, **body: Any) -> dict[str, Any]:
    """Ask a question that takes the time it needs, so that a busy machine answers the same."""
    headers = {"Prefer": "respond-async"}
    answer = planner.home.http.post(f"{STAFFING}/{call}", json=body, headers=headers)
    planner.work_off()
    told: dict[str, Any] = planner.home.get(answer.headers["location"])["answer"]
    return told


def with_evenings(planner: Planner) -> Planner:
    """Give the team Nord a channel that is open in the evening and gets 700 messages a week."""
    tag = planner.home.http.get("/v1/teams/nord/channels/whatsapp").headers["etag"]
    body = {
        "windows": EVENINGS,
        "weekly_volume": 700,
        "target": {"share": 0.8, "within_minutes": 15},
    }
    answer = planner.home.http.patch(
        "/v1/teams/nord/channels/whatsapp", json=body, headers={"If-Match": tag}
    )
    assert answer.is_success, answer.text
    return planner


def evenings_of(*people: str) -> list[dict[str, Any]]:
    """Return people who are on every evening of the week but its Sunday."""
    return [
        {"member": name, "segments": [segment(f"2026-12-0{day}", 17, 22) for day in range(1, 6)]}
        for name in people
    ]


def segment(day: str, start: int, end: int) -> dict[str, str]:
    """Return a stretch of a day in Paris."""
    return {"start": f"{day}T{start}:00:00+01:00", "end": f"{day}T{end}:00:00+01:00"}
