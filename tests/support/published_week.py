"""A published rota made by hand, without a solver, for tests of what happens after publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from fastapi.testclient import TestClient

from rotation.account.access import Access
from rotation.clock import new_id
from rotation.demand import channels, shift_patterns
from rotation.demand.channels import Channel
from rotation.demand.shift_patterns import ShiftPattern
from rotation.rota.case import build
from rotation.rota.shifts import Seat, Shift, shifts_in_order, slot_id
from rotation.rota.versions import drafts
from rotation.team import members, teams
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Week
from support.organisation import TestOrganisation
from support.planned_team import NAMES, WEEK

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EVENINGS: Mapping[str, Sequence[str]] = {
    "Mon": NAMES[0:2],
    "Tue": NAMES[2:4],
    "Wed": NAMES[4:6],
    "Thu": NAMES[6:8],
    "Fri": NAMES[0:2],
    "Sat": NAMES[2:4],
    "Sun": NAMES[4:6],
}
"""Who has the evening of which day (17:00 to 22:00 in Paris) in the usual week."""


@dataclass
class PublishedWeek:
    """A team with a published week: who has which evening, and keys of its members."""

    home: TestOrganisation
    people: dict[str, str]
    patterns: dict[str, str]
    keys: dict[str, TestClient] = field(default_factory=dict)

    @classmethod
    def of_nord(cls, home: TestOrganisation) -> Self:
        """Publish the usual week of the team Nord."""
        home.app.state.children = None
        pattern = ShiftPattern(
            new_id(), "Evening", (1, 2, 3, 4, 5, 6, 7), "17:00", "22:00", target=2, maximum=3
        )
        people = {name: str(new_id()) for name in NAMES}
        made = cls(home, people, {"Evening": str(pattern.id)})
        with home.writing() as session:
            team = teams.create(session, Team(new_id(), "nord", "Nord", "Europe/Paris", "FR"))
            channels.create(session, team.id, Channel(new_id(), "whatsapp", "WhatsApp"))
            for name, member in people.items():
                roles, languages, serves = ("content-marketer",), ("fr",), ("whatsapp",)
                members.create(
                    session, Member(UUID(member), team.id, name, roles, languages, serves)
                )
            shift_patterns.create(session, team.id, pattern)
        made.plan(EVENINGS)
        made.publish()
        return made

    def plan(self, evenings: Mapping[str, Sequence[str | None]], week: str = WEEK) -> None:
        """Make a draft in which these people have these evenings, in order of their seats."""
        now = self.home.clock.now
        with self.home.writing() as session:
            team = teams.find(session, "nord")
            empty, _ = build.shifts_of(session, team, [Week.parse(week)])
            seated = [self._seated(each, "Evening", evenings) for each in empty]
            drafts.replace(session, team.id, week, shifts_in_order(seated), now)

    def seat(self, pattern: str, who: Mapping[str, Sequence[str | None]], week: str = WEEK) -> None:
        """Give the places of another pattern in the draft that is there."""
        with self.home.writing() as session:
            team = teams.find(session, "nord")
            made = drafts.find(session, team.id, week).shifts
            seated = shifts_in_order(self._seated(each, pattern, who) for each in made)
            drafts.replace(session, team.id, week, seated, self.home.clock.now)

    def _seated(self, shift: Shift, pattern: str, who: Mapping[str, Sequence[str | None]]) -> Shift:
        names = who.get(DAYS[shift.day.weekday()], ()) if shift.pattern == pattern else ()
        for at, name in enumerate(names, 1):
            member = UUID(self.people[name]) if name else None
            shift = shift.seated(Seat(at, member))
        return shift

    def publish(self, week: str = WEEK, **body: Any) -> dict[str, Any]:
        """Publish the draft of a week."""
        return self.home.post(f"/v1/teams/nord/rotas/{week}/publish", **body)

    def id(self, name: str) -> str:
        """Return the id of somebody."""
        return self.people[name]

    def slot(self, day: str, seat: int = 1, week: str = WEEK) -> str:
        """Return the id of a seat of an evening."""
        on = Week.parse(week).days[DAYS.index(day)]
        return str(slot_id(UUID(self.patterns["Evening"]), on, seat))

    def as_(self, name: str) -> TestClient:
        """Return a client with the key of a member."""
        if name not in self.keys:
            self.keys[name] = self.home.client(Access.MEMBER, member=UUID(self.id(name)))
        return self.keys[name]

    def holders(self, day: str, version: str = "published", week: str = WEEK) -> list[str | None]:
        """Return who has the seats of an evening."""
        rota = self.home.get(f"/v1/teams/nord/rotas/{week}?version={version}")
        evenings = [each for each in rota["shifts"] if each["pattern"] == "Evening"]
        places = evenings[DAYS.index(day)]["slots"]
        return [each["member"] and each["member"]["name"] for each in places]

    def duties(self, name: str) -> list[str]:
        """Return the days on which somebody is on duty, after swaps and overrides."""
        path = f"/v1/members/{self.id(name)}/shifts?from=2026-11-30&to=2026-12-14"
        found = self.home.get(path)["items"]
        return [f"{each['start'][8:16]}-{each['end'][11:16]}" for each in found]

    def on_duty(self, at: str) -> list[str]:
        """Return who is on duty at an instant."""
        found = self.home.get(f"/v1/teams/nord/on-duty?at={at}")
        return sorted(each["member"]["name"] for each in found["on_duty"])

    def rules(self, **settings: Any) -> None:
        """Set rules of the team; names with underscores."""
        wanted = {name.replace("_", "-"): value for name, value in settings.items()}
        self.home.put("/v1/teams/nord/rules", wanted)

    def burdens(self) -> dict[str, int]:
        """Return the burden points worked by each member in the duties of two weeks."""
        return {name: self._burden(name) for name in self.people}

    def _burden(self, name: str) -> int:
        path = f"/v1/members/{self.id(name)}/shifts?from=2026-11-30&to=2026-12-14"
        return sum(each["burden"] for each in self.home.get(path)["items"])
