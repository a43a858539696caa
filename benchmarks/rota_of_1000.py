"""A published rota of 1,000 shifts, and the requests that ``benchmarks.http`` measures."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

from sqlalchemy.orm import Session

from api.unit_of_work import DatabaseUnitOfWork
from rotation import schema
from rotation.clock import new_id, system_clock
from rotation.database import Database
from rotation.demand import channels, shift_patterns
from rotation.demand.channels import Channel
from rotation.demand.shift_patterns import ShiftPattern
from rotation.rota.case import build
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Subscription
from rotation.rota.publishing import publish
from rotation.rota.publishing.publish import PublishRequest
from rotation.rota.shifts import seats_for
from rotation.rota.versions import drafts
from rotation.team import members, teams
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Week

WEEKS, PEOPLE = 40, 20
STARTS = (6, 9, 12, 15, 18)
"""Five shifts of three hours on five weekdays and forty weeks: 1,000."""
AT_ONCE = 4
"""Weeks that are published together."""


@dataclass(frozen=True)
class Tour:
    """Where the measured answers are, and what opens them."""

    key: str
    tokens: dict[str, str]
    week: str

    @classmethod
    def prepared(cls, url: str) -> "Tour":
        """Make the organisation and its rota in a database."""
        schema.migrate(url)
        database = Database(url)
        work, now = DatabaseUnitOfWork(database, system_clock), system_clock()
        organisation, key = work.found("Benchmark", now)
        with work.unit(work.service(organisation), now) as session:
            team, people = _team(session)
        weeks = [Week.of(now.date()).plus(each) for each in range(WEEKS)]
        for first in range(0, WEEKS, AT_ONCE):
            with work.unit(work.service(organisation), now) as session:
                together = weeks[first : first + AT_ONCE]
                _seat(session, team, people, together)
                publish.publish(session, team, together, PublishRequest("benchmark"), now)
        shown = {
            "team": FeedScope(team.id),
            "organisation": FeedScope(),
            "channel": FeedScope(channel="whatsapp"),
            "member": FeedScope(team.id, people[0], role="content-marketer"),
        }
        with work.unit(work.service(organisation), now) as session:
            tokens = {
                name: subscriptions.create(session, Subscription(each), now)[1]
                for name, each in shown.items()
            }
        database.close()
        return cls(key, tokens, str(weeks[1]))

    def requests(self, etag: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of each request; ``etag`` is that of the team's feed."""
        yield "bare", _get("/bare")
        yield "on-duty", self.signed("/v1/teams/nord/on-duty")
        yield "feed 304", self.feed("team", b"If-None-Match: " + etag)
        yield "feed 200", self.feed("team")
        yield "feed 200 json", self.feed("team", form="json")
        for name in ("organisation", "channel", "member"):
            yield f"feed 200 {name}", self.feed(name)
        yield "rota", self.signed(f"/v1/teams/nord/rotas/{self.week}")

    def feed(self, of: str, *headers: bytes, form: str = "ics") -> bytes:
        """Return a request for a feed."""
        return _get(f"/ical/{self.tokens[of]}.{form}", *headers)

    def signed(self, path: str) -> bytes:
        """Return a request with the key."""
        return _get(path, b"Authorization: Bearer " + self.key.encode())


def _get(path: str, *headers: bytes) -> bytes:
    lines = [f"GET {path} HTTP/1.1".encode(), b"Host: localhost", *headers, b"", b""]
    return b"\r\n".join(lines)


def _team(session: Session) -> tuple[Team, list[UUID]]:
    team = teams.create(session, Team(new_id(), "nord", "Nord", "Europe/Paris", "FR"))
    channels.create(session, team.id, Channel(new_id(), "whatsapp", "WhatsApp", "whatsapp"))
    for start in STARTS:
        times = f"{start:02d}:00", f"{start + 3:02d}:00"
        shift_patterns.create(
            session,
            team.id,
            ShiftPattern(new_id(), f"From {start}", (1, 2, 3, 4, 5), *times, target=1),
        )
    made = [
        members.create(session, Member(new_id(), team.id, f"Person {each}", channels=("whatsapp",)))
        for each in range(PEOPLE)
    ]
    return team, [each.id for each in made]


def _seat(session: Session, team: Team, people: list[UUID], weeks: list[Week]) -> None:
    """Fill every place in turn; twenty people over five shifts a day keep every rest."""
    now, turn = system_clock(), cycle(people)
    for week in weeks:
        empty, _ = build.shifts_of(session, team, [week])
        seated = tuple(seats_for(shift, [next(turn)]) for shift in empty)
        drafts.replace(session, team.id, str(week), seated, now)
