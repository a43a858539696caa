"""A live rota of the service itself, on a database, asked through HTTP by its planner."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from rotation.clock import new_id
from rotation.demand import day_plans, shift_patterns
from rotation.rota.case import build
from rotation.rota.on_duty import duties
from rotation.rota.shifts import Shifts, all_slots
from rotation.rota.versions import drafts
from rotation.team import members, teams
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span
from support.oracles.rota_referee import Holders, Seat
from support.organisation import TestOrganisation
from support.random_rotas import weekend
from support.random_rotas.walk import Cover, Duty, Step

START = datetime(2027, 3, 25, 9, tzinfo=UTC)
TEAM = "/v1/teams/nord"
ROTA = f"{TEAM}/rotas/{weekend.WEEK}"
REFUSED = {403, 404, 409, 422}


@dataclass
class ServiceWorld:
    """The rota of a weekend of an organisation of its own."""

    home: TestOrganisation
    people: tuple[UUID, ...] = ()
    seats: list[Seat] = field(default_factory=list)
    burdens: dict[UUID, float] = field(default_factory=dict)
    shifts: Shifts = ()
    sought: list[UUID] = field(default_factory=list)
    team: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Make the team, its people and its patterns."""
        self.home.app.state.children = None
        self.now = START
        self.people = tuple(new_id() for _ in range(weekend.PEOPLE))
        with self.home.writing() as session:
            team = teams.create(session, Team(self.team, "nord", "Nord", weekend.ZONE, "FR"))
            for at, each in enumerate(self.people):
                roles = ("content-marketer",)
                members.create(session, Member(each, team.id, f"Person {at}", roles))
            for pattern in weekend.patterns():
                shift_patterns.create(session, team.id, pattern)
            day_plans.create(session, team.id, weekend.sale())
            self.shifts, _ = build.shifts_of(session, team, [weekend.WEEK])
        self.seats = weekend.seats(self.shifts)
        self.burdens = {each.id: each.burden for each in all_slots(self.shifts)}

    @property
    def now(self) -> datetime:
        """Return what the clock of the service shows."""
        return self.home.clock.now

    @now.setter
    def now(self, now: datetime) -> None:
        self.home.clock.now = now

    def plan(self, holders: Holders) -> None:
        """Make a draft, as a run would."""
        made = weekend.seated(self.shifts, holders)
        with self.home.writing() as session:
            drafts.replace(session, self.team, str(weekend.WEEK), made, self.now)

    def publish(self) -> bool:
        """Publish the draft."""
        return self._post(f"{ROTA}/publish") is not None

    def revert(self, number: int) -> bool:
        """Publish an earlier version again."""
        return self._post(f"{ROTA}/revert", version=number) is not None

    def swap(self, given: UUID, taker: UUID, back: UUID | None) -> bool:
        """Offer a place to somebody, perhaps for one of theirs, and let them accept."""
        wanted = {"slot": str(given), "to": str(taker), **({"for": str(back)} if back else {})}
        offered = self._post(f"{TEAM}/swaps", **wanted)
        if offered is None:
            return False
        if self._post(f"/v1/swaps/{offered['id']}/accept") is not None:
            return True
        self._post(f"/v1/swaps/{offered['id']}/withdraw")
        return False

    def override(self, wanted: Step) -> UUID | None:
        """Let somebody stand in."""
        body = {"start": _told(wanted.start), "end": _told(wanted.end), "member": str(wanted.who)}
        body |= {"slot": str(wanted.place)} if wanted.place else {}
        made = self._post(f"{TEAM}/overrides", **body)
        return UUID(made["id"]) if made else None

    def call_off(self, override: UUID) -> bool:
        """End a stand-in's time."""
        return self._delete(f"/v1/overrides/{override}")

    def sick(self, place: UUID, who: UUID) -> bool:
        """Open what somebody would still have to do in a place."""
        made = self._post(f"/v1/slots/{place}/sick", member=str(who))
        if made is None:
            return False
        found = self.home.get(f"{TEAM}/covers?limit=200")["items"]
        self.sought = sorted(UUID(each["id"]) for each in found)
        return True

    def covers(self) -> list[UUID]:
        """Return the searches there have been."""
        return self.sought

    def answer(self, cover: UUID, who: UUID) -> Cover | None:
        """Say yes to a search."""
        found = self._post(f"/v1/covers/{cover}/answer", member=str(who), answer="yes")
        if found is None or found["state"] != "covered":
            return None
        start, end = (datetime.fromisoformat(found[edge]) for edge in ("start", "end"))
        return Cover(UUID(found["slot"]), start, end, UUID(found["taker"]["id"]))

    def leave(self, who: UUID, start: datetime, end: datetime) -> UUID | None:
        """Let a planner grant leave."""
        body = {"start": _told(start), "end": _told(end)}
        made = self._post(f"/v1/members/{who}/absences", **body)
        return UUID(made["id"]) if made else None

    def come_back(self, who: UUID, leave: UUID) -> bool:
        """Take leave back."""
        return self._delete(f"/v1/members/{who}/absences/{leave}")

    def rename(self, who: UUID, name: str) -> None:
        """Give somebody another name."""
        self.home.patch(f"/v1/members/{who}", name=name)

    def duties(self) -> Iterable[Duty]:
        """Return who is on duty when, as the service keeps it."""
        with self.home.reading() as session:
            around = Span(START - timedelta(days=7), START + timedelta(days=30))
            found = duties.between(session, self.team, around)
        return [Duty(each.slot, each.member, each.start, each.end, each.burden) for each in found]

    def _post(self, path: str, **body: Any) -> Any | None:  # Any: JSON
        answer = self.home.http.post(path, json=body)
        assert answer.is_success or answer.status_code in REFUSED, answer.text
        return answer.json() if answer.is_success else None

    def _delete(self, path: str) -> bool:
        answer = self.home.http.delete(path)
        assert answer.is_success or answer.status_code in REFUSED, answer.text
        return answer.is_success


def _told(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
