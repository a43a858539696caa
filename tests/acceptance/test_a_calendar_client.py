"""A real pair of calendar clients, vdirsyncer and khal, lists the shifts that are served."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rotation.clock import system_clock
from rotation.timespan import Week, zone
from support.live_server import Server

PARIS = zone("Europe/Paris")
absent = [each for each in ("vdirsyncer", "khal") if shutil.which(each) is None]
pytestmark = pytest.mark.skipif(bool(absent), reason=f"not on the PATH: {', '.join(absent)}")
VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair rota]
a = "served"
b = "kept"
collections = null
conflict_resolution = "a wins"
[storage served]
type = "http"
url = "{url}"
[storage kept]
type = "filesystem"
path = "{folder}/events/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[rota]]
path = {folder}/events/
type = calendar
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


class Client:
    """Somebody's computer, with a subscription to a feed."""

    def __init__(self, folder: Path, url: str) -> None:
        """Subscribe."""
        self.folder = folder
        (folder / "events").mkdir(parents=True)
        (folder / "vdirsyncer").write_text(VDIRSYNCER.format(folder=folder, url=url))
        (folder / "khal").write_text(KHAL.format(folder=folder))
        self._run("vdirsyncer", "-c", str(folder / "vdirsyncer"), "discover", "rota")

    def shows(self, monday: str) -> list[str]:
        """Fetch, and return what is listed for a week: start, end, title."""
        self._run("vdirsyncer", "-c", str(self.folder / "vdirsyncer"), "sync", "rota")
        each = "{start-date} {start-time}-{end-time} {status}{title}"
        words = ["list", "--day-format", "", "--format", each, monday, "7d"]
        listed = self._run("khal", "-c", str(self.folder / "khal"), *words)
        return sorted(line for line in listed.splitlines() if line.strip())

    def _run(self, *words: str) -> str:
        # Both are programs of another Python, which our own settings must not reach.
        plain = {name: each for name, each in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            words,
            env={**plain, "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            input="y\n",
            timeout=120,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A service that runs."""
    made = Server.fresh(f"sqlite:///{tmp_path}/rotation.db", tmp_path)
    made.start()
    yield made
    made.stop()


def test_two_clients_list_the_shifts_and_follow_a_change(server: Server, tmp_path: Path) -> None:
    week = Week.of((system_clock() + timedelta(days=7)).date())
    people = published(server, str(week))
    client = Client(tmp_path / "client", server.post("/v1/teams/nord/feeds")["url"])
    assert client.shows(str(week.monday)) == wanted(server, people, week)
    slot = server.get(f"/v1/teams/nord/rotas/{week}")["shifts"][0]["slots"][0]
    (other,) = [member for name, member in people.items() if name != slot["member"]["name"]]
    server.post("/v1/teams/nord/overrides", slot=slot["id"], member=other)
    shown = client.shows(str(week.monday))
    assert [each for each in shown if "CANCELLED" not in each] == wanted(server, people, week)


def published(server: Server, week: str) -> dict[str, str]:
    """Publish evenings of a week; return the people by name."""
    server.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    days = [1, 2, 3, 4, 5, 6, 7]
    pattern = {"name": "Evening", "weekdays": days, "start": "17:00", "end": "22:00"}
    server.post("/v1/teams/nord/shift-patterns", **pattern)
    names = ("Zoë O'Brien; Nord, \\n", "Łukasz \U0001f642")
    people = {name: server.post("/v1/teams/nord/members", name=name)["id"] for name in names}
    waits = {"Prefer": "wait=60"}
    run = server.ask("POST", "/v1/teams/nord/runs", json={"week": week}, headers=waits)
    assert run.json()["state"] == "succeeded", run.text
    server.post(f"/v1/teams/nord/rotas/{week}/publish")
    return people


def wanted(server: Server, people: dict[str, str], week: Week) -> list[str]:
    """Return what has to be listed, by what the service says of each member."""
    found = []
    for name, member in people.items():
        path = f"/v1/members/{member}/shifts?from={week.monday}&to={week.plus(1).monday}"
        shifts: list[dict[str, Any]] = server.get(path)["items"]
        for each in shifts:
            start, end = (
                datetime.fromisoformat(each[edge]).astimezone(PARIS) for edge in ("start", "end")
            )
            found.append(f"{start:%Y-%m-%d %H:%M}-{end:%H:%M} CONFIRMED {name} — webcare")
    return sorted(found)
