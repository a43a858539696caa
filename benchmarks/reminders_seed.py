"""Organisations whose members have a duty each, with reminders written ahead by the product."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import new_id, system_clock
from rotation.database import Database, insert_all, note
from rotation.notices import webhooks
from rotation.notices.facts import RemindersChanged
from rotation.rota.on_duty import duties
from rotation.rota.tables.duties import DutySpanRow
from rotation.rota.timeline import DutySpan
from rotation.team import members, teams
from rotation.team.tables import MemberRow
from rotation.team.teams import Team

A_TEAM = members.MOST
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Wanted:
    """So many duties over so many organisations, the first reminder due then, over a spread."""

    n: int
    organisations: int
    due: datetime
    spread: float
    hook: str

    def due_of(self, number: int) -> datetime:
        """Return when the reminder of a duty is due."""
        return self.due + timedelta(seconds=self.spread * number / self.n)


def seed(url: str, wanted: Wanted) -> None:
    """Make everything."""
    database = Database(url)
    work = DatabaseUnitOfWork(database, system_clock)
    each = -(-wanted.n // wanted.organisations)
    for organisation in range(wanted.organisations):
        numbers = list(range(organisation, wanted.n, wanted.organisations))
        assert len(numbers) <= each
        _organisation(work, wanted, numbers)
    database.close()


def _organisation(work: DatabaseUnitOfWork, wanted: Wanted, numbers: list[int]) -> None:
    now = system_clock()
    organisation, _ = work.found("Nord", now)
    service = work.service(organisation)
    with work.unit(service, now) as session:
        webhooks.create(session, wanted.hook, ["shift.reminder"], None, now)
    for at in range(0, len(numbers), A_TEAM):
        with work.unit(service, now) as session:
            team = new_id()
            teams.create(session, Team(team, f"team-{at}", "Nord", "Europe/Paris", "FR"))
            people = [new_id() for _ in numbers[at : at + A_TEAM]]
            insert_all(session, MemberRow, (_member(team, person) for person in people))
            placed = zip(people, numbers[at : at + A_TEAM], strict=True)
            insert_all(session, DutySpanRow, _duties(wanted, team, placed, now))
            note(session, RemindersChanged(team))


def _member(team: UUID, person: UUID) -> dict[str, Any]:
    blank: dict[str, Any] = {name: [] for name in ("roles", "languages", "channels", "skills")}
    return {
        "id": person,
        "team_id": team,
        "name": f"Member {person}",
        "lead": False,
        "timezone": None,
        "contract": {},
        "starts_on": None,
        "ends_on": None,
        "erased_at": None,
        "revision": 1,
        **blank,
    }


def _duties(
    wanted: Wanted, team: UUID, placed: Iterator[tuple[UUID, int]], now: datetime
) -> Iterator[dict[str, Any]]:
    for person, number in placed:
        start, slot = wanted.due_of(number) + HOUR, uuid4()
        span = DutySpan(
            slot=slot,
            member=person,
            start=start,
            end=start + 4 * HOUR,
            timezone="Europe/Paris",
            week="2026-W48",
            day=start.date(),
            shift_id=slot,
            pattern="Evening",
        )
        yield duties.columns(span) | {
            "team_id": team,
            "active": True,
            "seq": 0,
            "changed_at": now,
        }
