"""A team ready to be planned, and a solver beside it, for tests of rotas."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.queue.children import Children
from api.routes.people.members import MemberIn, create_member
from api.routes.team.channels import ChannelIn, create_channel
from api.routes.team.shift_patterns import PatternIn, create_pattern
from api.routes.team.teams import TeamIn, create_team
from api.worker import run_performer
from rotation.rota.planning import execute_run
from support.fake_solvers import Greedy, Hurried
from support.organisation import TestOrganisation

WEEK = "2026-W49"
"""The week after the one in which the tests' clock stands; its Monday is 30 November 2026."""
TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
NAMES = ("Amélie", "Bruno", "Chloé", "David", "Emma", "Farid", "Gaëlle", "Hugo")
EVENING, SATURDAY = ("17:00", "22:00"), ("10:00", "16:00")


@dataclass
class Planner:
    """A planner of the team Nord: eight people, an evening shift a day, one on Saturday."""

    home: TestOrganisation
    children: Children | Hurried
    people: dict[str, str]
    patterns: dict[str, str]

    @classmethod
    def of_nord(cls, home: TestOrganisation, children: Children) -> "Planner":
        """Make the team by the routes of the API, without a request for each of its parts."""
        home.app.state.children = children
        whatsapp = ChannelIn.model_validate({"slug": "whatsapp", "kind": "whatsapp"})
        with home.writing() as session:
            create_team(TeamIn.model_validate(TEAM), session)
            create_channel("nord", whatsapp, session)
        return cls(home, children, {}, {}).with_people(*NAMES).with_patterns()

    def in_a_hurry(self, how: type[Hurried] = Hurried) -> "Planner":
        """Predict no replies and prove no levels, which takes longer than most tests."""
        if isinstance(self.children, Children):
            self.children = how(self.children)
        self.home.app.state.children = self.children
        return self

    def with_people(self, *names: str, **more: Any) -> "Planner":
        """Add people who serve the channel."""
        with self.home.writing() as session:
            for name in names:
                body = {"name": name, "channels": ["whatsapp"], "lead": True, **more}
                made = create_member("nord", MemberIn.model_validate(body), session)
                self.people[name] = str(made.id)
        return self

    def with_patterns(self, **more: Any) -> "Planner":
        """Add the usual shifts: two people every evening, one on Saturday."""
        self.pattern("Evening", [1, 2, 3, 4, 5, 6, 7], EVENING, target=2, maximum=3, **more)
        self.pattern("Saturday", [6], SATURDAY, target=1, maximum=2, **more)
        return self

    def pattern(self, name: str, weekdays: list[int], times: tuple[str, str], **more: Any) -> None:
        """Add a shift pattern."""
        body = {"name": name, "weekdays": weekdays, "start": times[0], "end": times[1], **more}
        with self.home.writing() as session:
            made = create_pattern("nord", PatternIn.model_validate(body), session)
        self.patterns[name] = str(made.id)

    def run(self, week: str = WEEK, **body: Any) -> dict[str, Any]:
        """Ask for a run, let the solver work off what waits, and return how the run ended."""
        return self._run(self.children, week, body)

    def drafted(self, week: str = WEEK, **body: Any) -> "Planner":
        """Plan a week as the greedy start would, without a solver: for what comes after."""
        assert self._run(Greedy.of(self.children), week, body)["applied"]
        return self

    def _run(self, children: Children | Hurried, week: str, body: Any) -> dict[str, Any]:
        asked = {"week": week, "time_limit_seconds": 30, **body}
        run = self.home.post("/v1/teams/nord/runs", **asked)["id"]
        self.work_off(children)
        ended: dict[str, Any] = self.home.get(f"/v1/runs/{run}")
        return ended

    def work_off(self, children: Children | Hurried | None = None) -> None:
        """Perform every run that waits, as a worker would."""
        work, asked = self.home.work, children or self.children
        calculations = execute_run.Calculations(asked.solve, asked.answer)
        carry_out = run_performer(work, calculations)
        while taken := work.claim():
            carry_out(*taken)

    def rota(self, version: str = "draft", week: str = WEEK) -> dict[str, Any]:
        """Return a rota."""
        found: dict[str, Any] = self.home.get(self.path(f"?version={version}", week))
        return found

    def path(self, rest: str = "", week: str = WEEK) -> str:
        """Return the address of a week's rota, or of what lies below it."""
        return f"/v1/teams/nord/rotas/{week}{rest}"

    def give(self, slot: str, name: str | None, **more: Any) -> dict[str, Any]:
        """Give a place of the draft to somebody, or leave it open; return the answer."""
        tag = self.home.http.get(self.path("?version=draft")).headers["etag"]
        body = {"member": self.people[name] if name else None, **more}
        path = self.path(f"/draft/slots/{slot}")
        answer = self.home.http.patch(path, json=body, headers={"If-Match": tag})
        assert answer.is_success, answer.text
        changed: dict[str, Any] = answer.json()
        return changed

    def publish(self, **body: Any) -> dict[str, Any]:
        """Publish the draft."""
        return self.home.post(self.path("/publish"), **body)

    def published(self, **body: Any) -> dict[str, Any]:
        """Publish the usual week as the greedy start plans it, and return the published rota."""
        self.drafted(**body).publish()
        return self.rota("published")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a UTC instant of December 2026 (Paris is an hour ahead)."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def named(shift: dict[str, Any]) -> list[str]:
    """Return the names of a shift's people, in order of their seats."""
    return [each["member"]["name"] for each in shift["slots"] if each["member"]]
