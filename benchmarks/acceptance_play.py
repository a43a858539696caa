"""Plays a team week by week through the service, as a planner would, and tells what was worked."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient

from api import telemetry
from api.app import create_app
from api.queue.children import Children
from api.settings import Settings
from api.worker import run_performer
from benchmarks import acceptance_teams
from benchmarks.acceptance_teams import FIRST, Event, Team
from rotation import schema
from rotation.rota.planning import execute_run

ZONE = ZoneInfo("Europe/Brussels")
SPECIAL = ((date(2026, 12, 24), "Christmas Eve"), (date(2026, 12, 31), "New Year's Eve"))
SECONDS = 12


@dataclass(frozen=True)
class WorkedShift:
    """A shift as it was in the end: its instants, its target, and who was on duty."""

    day: date
    start: datetime
    end: datetime
    target: int
    people: tuple[str, ...]


@dataclass
class Played:
    """All that happened to a team."""

    team: Team
    weeks: int
    shifts: list[WorkedShift] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    holidays: set[date] = field(default_factory=set)
    unproven: int = 0


class Service:
    """The service with a database of its own, a clock that is set, and a solver beside it."""

    def __init__(self, folder: Path) -> None:
        telemetry.configure_logs("error")
        url = f"sqlite:///{folder / 'acceptance.db'}"
        schema.migrate(url)
        self.now = datetime(2026, 10, 1, 9, tzinfo=UTC)
        self.app = create_app(Settings(database_url=url, log_level="error"), lambda: self.now)
        self.work = self.app.state.work
        self.children = Children(1, 4096)
        _, key = self.work.found("Acceptance", self.now)
        self.http = TestClient(self.app, headers={"Authorization": f"Bearer {key}"})

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator["Service"]:
        """Yield a service that is closed in the end."""
        with tempfile.TemporaryDirectory(prefix="rotation-acceptance-") as folder:
            made = cls(Path(folder))
            try:
                yield made
            finally:
                made.children.close()
                made.work.database.close()

    def post(self, path: str, **body: Any) -> dict[str, Any]:  # Any: JSON
        """POST, which has to succeed."""
        answer = self.http.post(path, json=body)
        answer.raise_for_status()
        made: dict[str, Any] = answer.json()
        return made

    def get(self, path: str) -> Any:  # Any: JSON
        """GET, which has to succeed."""
        answer = self.http.get(path)
        answer.raise_for_status()
        return answer.json()

    def run(self, slug: str, week: str, keep: str) -> dict[str, Any]:
        """Plan a week with a seed and publish it; return the run."""
        asked = {"week": week, "keep": keep, "seed": 1, "time_limit_seconds": SECONDS}
        run = self.post(f"/v1/teams/{slug}/runs", **asked)["id"]
        calculations = execute_run.Calculations(self.children.solve, self.children.answer)
        carry_out = run_performer(self.work, calculations)
        while taken := self.work.claim():
            carry_out(*taken)
        ended: dict[str, Any] = self.get(f"/v1/runs/{run}")
        assert ended["state"] == "succeeded", ended
        self.http.post(f"/v1/teams/{slug}/rotas/{week}/publish")
        return ended


def play(service: Service, team: Team, weeks: int, seed: int) -> Played:
    """Make the team, play its weeks one after another, and return what happened."""
    people = made(service, team)
    told = Played(team, weeks)
    years = {FIRST.year, (FIRST + timedelta(weeks=weeks)).year}
    for year in sorted(years):
        found = service.get(f"/v1/teams/{team.slug}/holidays?year={year}")["items"]
        told.holidays |= {date.fromisoformat(each["day"]) for each in found}
    for number in range(weeks):
        monday = FIRST + timedelta(weeks=number)
        service.now = datetime(monday.year, monday.month, monday.day, 9, tzinfo=ZONE) - timedelta(4)
        happened = list(acceptance_teams.events(team, number, seed))
        told.events += happened
        tell(service, people, [each for each in happened if each.kind != "sick"])
        week = "{}-W{:02}".format(*monday.isocalendar()[:2])
        told.unproven += not service.run(team.slug, week, "none")["proven"]
        ill = [each for each in happened if each.kind == "sick"]
        if ill:
            tell(service, people, ill)
            service.run(team.slug, week, "published")
        if number % 4 == 3:
            _swap(service, team, week, Random(f"{team.slug}/{number}/{seed}"))
        told.shifts += worked(service, team.slug, week)
    return told


def made(service: Service, team: Team) -> dict[str, str]:
    """Make a team with its shifts and people; return their ids by name."""
    place = {"timezone": ZONE.key, "country": "BE"}
    service.post("/v1/teams", slug=team.slug, name=team.slug, **place)
    for day, name in SPECIAL:
        path = f"/v1/teams/{team.slug}/special-days"
        service.post(path, day=str(day), name=name, **{"from": "17:00"})
    for each in team.patterns:
        service.post(
            f"/v1/teams/{team.slug}/shift-patterns",
            name=each.name,
            weekdays=each.weekdays,
            start=each.start,
            end=each.end,
            minimum=1,
            target=each.places,
            maximum=each.places + 1,
        )
    people = {}
    for person in team.people:
        dates: dict[str, str] = {}
        if person.first:
            dates["starts_on"] = str(FIRST + timedelta(weeks=person.first))
        if person.last < 99:
            dates["ends_on"] = str(FIRST + timedelta(weeks=person.last, days=6))
        contract = {
            "hours_per_week": person.hours,
            "rota_hours_per_week": person.rota_hours,
            "max_hours_per_week": person.hours + 4,
        }
        path = f"/v1/teams/{team.slug}/members"
        made = service.post(path, name=person.name, contract=contract, lead=True, **dates)
        people[person.name] = made["id"]
        if person.weekend_only:
            _keep_weekdays_free(service, made["id"])
    return people


def _keep_weekdays_free(service: Service, member: str) -> None:
    path = f"/v1/members/{member}/availability"
    tag = {"If-Match": service.http.get(path).headers["etag"]}
    hours = {"from": "00:00", "to": "24:00", "kind": "cannot"}
    week = [{"weekday": day, **hours} for day in range(1, 6)]
    service.http.put(path, json=week, headers=tag).raise_for_status()


def tell(service: Service, people: dict[str, str], happened: list[Event]) -> None:
    """State absences and wishes."""
    for each in happened:
        span = {"start": _midnight(each.first), "end": _midnight(each.end)}
        where = "absences" if each.kind in {"leave", "sick"} else "wishes"
        service.post(f"/v1/members/{people[each.name]}/{where}", kind=each.kind, **span)


def _midnight(day: date) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).isoformat()


def _swap(service: Service, team: Team, week: str, chance: Random) -> None:
    """Let somebody give a place away to the first who can take it, if anybody can."""
    rota = service.get(f"/v1/teams/{team.slug}/rotas/{week}?version=published")
    filled = [slot["id"] for each in rota["shifts"] for slot in each["slots"] if slot["member"]]
    slot = chance.choice(filled)
    fit = [each for each in service.get(f"/v1/slots/{slot}/candidates")["items"] if each["fits"]]
    if fit:
        swap = service.post(f"/v1/teams/{team.slug}/swaps", slot=slot)["id"]
        service.http.post(f"/v1/swaps/{swap}/take", json={"member": fit[0]["member"]["id"]})


def keep_week(service: Service, slug: str, monday: date) -> dict[str, Any]:  # Any: JSON
    """Plan and publish the week of a Monday; return the run with its week."""
    week = "{}-W{:02}".format(*monday.isocalendar()[:2])
    return {**service.run(slug, week, "none"), "week": week}


def worked(service: Service, slug: str, week: str) -> Iterator[WorkedShift]:
    """Yield the shifts of a week as they stand."""
    rota = service.get(f"/v1/teams/{slug}/rotas/{week}?version=published")
    for each in rota["shifts"]:
        yield WorkedShift(
            date.fromisoformat(each["day"]),
            datetime.fromisoformat(each["start"]),
            datetime.fromisoformat(each["end"]),
            each["required"],
            tuple(slot["member"]["name"] for slot in each["slots"] if slot["member"]),
        )
