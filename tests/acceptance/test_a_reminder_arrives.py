"""A real service plans, publishes and reminds: the message reaches a receiver, signed, once."""

from datetime import datetime, timedelta
from pathlib import Path

from rotation.clock import system_clock
from rotation.timespan import Week, zone
from support.live_server import Server, until
from support.receiver import receiving

PARIS = zone("Europe/Paris")


def test_a_published_shift_is_reminded_of_by_the_service_itself(
    fresh_url: str, tmp_path: Path
) -> None:
    server = Server.fresh(fresh_url, tmp_path)
    server.start()
    with receiving() as receiver:
        start = (system_clock() + timedelta(hours=3)).astimezone(PARIS).replace(minute=0)
        week = str(Week.of(start.date()))
        server.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
        times = {"start": f"{start:%H:%M}", "end": f"{start + timedelta(hours=4):%H:%M}"}
        days = [start.isoweekday()]
        server.post("/v1/teams/nord/shift-patterns", name="Late", weekdays=days, **times)
        member = server.post("/v1/teams/nord/members", name="Zoë")["id"]
        rules = server.ask("GET", "/v1/teams/nord/notice-rules")
        body, tag = {"lead_minutes": [600]}, {"If-Match": rules.headers["etag"]}
        assert server.ask("PUT", "/v1/teams/nord/notice-rules", json=body, headers=tag).is_success
        contact = server.post(
            f"/v1/members/{member}/contacts", kind="webhook", address=receiver.url
        )
        waits = {"Prefer": "wait=60"}
        run = server.ask("POST", "/v1/teams/nord/runs", json={"week": week}, headers=waits)
        assert run.json()["state"] == "succeeded", run.text
        server.post(f"/v1/teams/nord/rotas/{week}/publish")
        until(lambda: "shift.reminder" in receiver.types(), 20)
        until(lambda: server.get("/v1/teams/nord/notices")["items"][-1]["state"] == "sent", 10)
    assert sorted(receiver.types()) == ["shift.changed", "shift.reminder"]
    said = {each["type"]: each["data"] for each in receiver.verified(contact["secret"])}
    begins = datetime.fromisoformat(said["shift.reminder"]["starts_at"])
    assert begins == start.replace(second=0, microsecond=0)
    assert server.stop() == 0
