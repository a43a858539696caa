"""Which run is next: people before planning ahead, then organisations in turn."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import new_id, system_clock
from rotation.database import Database
from rotation.rota.planning import runs
from rotation.rota.store import runs as store
from rotation.team import teams
from rotation.team.teams import Team

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def organisation(work: DatabaseUnitOfWork) -> tuple[UUID, UUID]:
    """Return a new organisation and its only team."""
    made, _ = work.found("Nord", NOW)
    team = Team(new_id(), "nord", "Nord", "Europe/Paris", "FR")
    with work.unit(work.service(made), NOW) as session:
        return made, teams.create(session, team).id


def queue(
    work: DatabaseUnitOfWork, of: tuple[UUID, UUID], minute: int, origin: str = "asked"
) -> UUID:
    """Queue a run that was asked for at a minute."""
    now = NOW + timedelta(minutes=minute)
    with work.unit(work.service(of[0]), now) as session:
        team = teams.of_id(session, of[1])
        return runs.queue(session, team, now, week="2026-W49", seconds=1.0, origin=origin).id


def claimed(work: DatabaseUnitOfWork) -> list[UUID]:
    """Claim and cancel until nothing waits; return the runs in that order."""
    order = []
    while taken := work.claim():
        order.append(taken[1])
        with work.door("run") as session:
            store.change(session, taken[1], 1, state="cancelled")
    return order


def test_organisations_take_turns(fresh_url: str) -> None:
    work = DatabaseUnitOfWork(Database(fresh_url), system_clock)
    one, other = organisation(work), organisation(work)
    many = [queue(work, one, minute) for minute in range(3)]
    few = [queue(work, other, minute) for minute in (5, 6)]
    assert claimed(work) == [many[0], few[0], many[1], few[1], many[2]]
    work.database.close()


def test_what_somebody_asked_for_comes_before_what_is_planned_ahead(fresh_url: str) -> None:
    work = DatabaseUnitOfWork(Database(fresh_url), system_clock)
    one, other = organisation(work), organisation(work)
    ahead = queue(work, one, 0, origin="horizon")
    asked = [queue(work, other, 1), queue(work, other, 2)]
    assert claimed(work) == [*asked, ahead]
    work.database.close()
