"""A team of a few people made through HTTP, and planned week by week, for tests of fairness."""

from dataclasses import dataclass, field
from typing import Any

from rotation.timespan import Week
from support.planned_team import Planner


@dataclass
class SmallTeam:
    """A team of its own beside the usual one; places are named by the days of a week."""

    planner: Planner
    slug: str = "zuid"
    people: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home = self.planner.in_a_hurry().home
        body = {"slug": self.slug, "name": "Zuid", "timezone": "Europe/Brussels", "country": "BE"}
        self.home.post("/v1/teams", **body)

    def member(self, name: str, hours: float | None = None, **more: Any) -> str:
        """Add a member; ``contract`` fields beside the hours go into ``more``."""
        contract = {"hours_per_week": hours, **more.pop("contract", {})}
        body = {"name": name, "contract": contract, **more}
        made: str = self.home.post(f"/v1/teams/{self.slug}/members", **body)["id"]
        self.people[name] = made
        return made

    def pattern(self, name: str, weekdays: list[int], times: tuple[str, str], **more: Any) -> str:
        """Add a shift pattern for one person."""
        body = {"minimum": 1, "target": 1, "maximum": 1, **more}
        made: str = self.home.post(
            f"/v1/teams/{self.slug}/shift-patterns",
            name=name,
            weekdays=weekdays,
            start=times[0],
            end=times[1],
            **body,
        )["id"]
        return made

    def away(self, name: str, first: str, end: str, kind: str = "leave") -> None:
        """Let somebody be away from one local midnight to another."""
        self.home.post(f"/v1/members/{self.people[name]}/absences", **_span(first, end), kind=kind)

    def wish(self, name: str, first: str, end: str, kind: str = "prefer") -> None:
        """Let somebody wish for, or against, the time between two local midnights."""
        self.home.post(f"/v1/members/{self.people[name]}/wishes", **_span(first, end), kind=kind)

    def weekly(self, name: str, *weekdays: int, kind: str = "cannot") -> None:
        """Let somebody never (or rather not) work on some weekdays."""
        entries = [
            {"weekday": day, "from": "00:00", "to": "24:00", "kind": kind} for day in weekdays
        ]
        self.home.put(f"/v1/members/{self.people[name]}/availability", entries)

    def run(self, week: str, **body: Any) -> dict[str, Any]:
        """Plan some weeks and return the run, which has to succeed."""
        asked = {"week": week, "time_limit_seconds": 20, **body}
        run = self.home.post(f"/v1/teams/{self.slug}/runs", **asked)["id"]
        self.planner.work_off()
        ended: dict[str, Any] = self.home.get(f"/v1/runs/{run}")
        assert ended["state"] == "succeeded", ended
        return ended

    def planned(self, week: str, weeks: int = 1) -> None:
        """Plan and publish some weeks, one after another."""
        for each in self._row(week, weeks):
            self.run(each)
            self.home.post(f"/v1/teams/{self.slug}/rotas/{each}/publish")

    def rota(self, week: str, version: str = "draft") -> dict[str, Any]:
        """Return the rota of a week."""
        path = f"/v1/teams/{self.slug}/rotas/{week}?version={version}"
        found: dict[str, Any] = self.home.get(path)
        return found

    def shares(self, week: str, version: str = "draft") -> dict[str, dict[str, Any]]:
        """Return the fairness of a week by name."""
        return {each["member"]["name"]: each for each in self.rota(week, version)["fairness"]}

    def shifts(self, week: str, version: str = "draft") -> dict[str, int]:
        """Return how many shifts each has in a week, by name."""
        return {name: each["shifts"] for name, each in self.shares(week, version).items()}

    def total(self, week: str, weeks: int, version: str = "published") -> dict[str, int]:
        """Return how many shifts each has in some weeks, by name."""
        found = dict.fromkeys(self.people, 0)
        for each in self._row(week, weeks):
            for name, count in self.shifts(each, version).items():
                found[name] += count
        return found

    def who(self, week: str, version: str = "draft") -> dict[str, list[str]]:
        """Return the names on each shift of a week, by its day and pattern."""
        return {
            f"{each['day']} {each['pattern']}": [
                slot["member"]["name"] for slot in each["slots"] if slot["member"]
            ]
            for each in self.rota(week, version)["shifts"]
        }

    def slot(self, week: str, day: str, version: str = "draft") -> str:
        """Return the id of the first place of a day."""
        shifts = self.rota(week, version)["shifts"]
        found: str = next(each for each in shifts if each["day"] == day)["slots"][0]["id"]
        return found

    @staticmethod
    def _row(week: str, weeks: int) -> list[str]:
        return [str(Week.parse(week).plus(each)) for each in range(weeks)]


def _span(first: str, end: str) -> dict[str, str]:
    """Return two local midnights of a Brussels winter as instants."""
    return {"start": f"{first}T00:00:00+01:00", "end": f"{end}T00:00:00+01:00"}
