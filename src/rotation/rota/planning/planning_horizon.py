"""Planning ahead: on a weekday of its choice the next weeks of a team are drafted by themselves.

A draft that somebody has edited or asked for, and a week that is published, are left alone; what
was drafted ahead before is made anew. Nothing is published by itself unless the team says so.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import Fact, note
from rotation.errors import NotFound, Stale
from rotation.rota.planning import run_inputs, runs
from rotation.rota.planning.runs import Run, RunRequest
from rotation.rota.ports import UnitOfWork
from rotation.rota.store import horizon as store
from rotation.rota.versions import drafts
from rotation.team import teams
from rotation.team.facts import TeamRenamed
from rotation.team.teams import Team
from rotation.timespan import DAY, Week, at_wall, wall_minutes

if TYPE_CHECKING:
    from uuid import UUID

    from rotation.rota.store.horizon import HorizonRow

_SECONDS_A_WEEK = 30.0
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class PlanningHorizon:
    """The planning horizon of a team: so many weeks, on an ISO weekday at a wall time of its zone.

    ``publish``: what is found is published, open places only with ``accept_gaps``.
    """

    is_on: bool = False
    weeks: int = 4
    weekday: int = 1
    at: str = "08:00"
    publish: bool = False
    accept_gaps: bool = False


@dataclass(frozen=True)
class HorizonState:
    """The planning horizon of a team, when next, when last, and the runs asked for then."""

    horizon: PlanningHorizon
    due_at: datetime | None = None
    ran_at: datetime | None = None
    runs: tuple[Run, ...] = ()


def next_due(horizon: PlanningHorizon, zone: ZoneInfo, after: datetime) -> datetime | None:
    """Return the next instant after another at which weeks are drafted; None: never.

    A wall time that the clock skips moves forward by the gap, one that comes twice is the first.
    """
    if not horizon.is_on:
        return None
    day = after.astimezone(zone).date()
    day += DAY * ((horizon.weekday - day.isoweekday()) % 7)
    for date in (day, day + 7 * DAY):
        wall = datetime.combine(date, time()) + timedelta(minutes=wall_minutes(horizon.at))
        due = at_wall(wall, zone, shift_forward=True)
        if due > after:
            return due
    raise AssertionError("a week has its weekday")


def wishes_until(session: Session, team: Team, week: Week) -> datetime | None:
    """Return until when wishes for a week are still planned with; None: nobody has said.

    A week that is published by itself is planned when its draft is first made, any other is made
    anew up to the week before it.
    """
    horizon = of_team(session, team).horizon
    lead = horizon.weeks if horizon.publish else 1
    return next_due(horizon, team.zone, week.plus(-lead).span(team.zone).start - _MOMENT)


def of_team(session: Session, team: Team) -> HorizonState:
    """Return how a team plans ahead; off while it has set nothing."""
    row = store.of_team(session, team.id)
    if row is None:
        return HorizonState(PlanningHorizon())
    last = runs.requested_at(session, team.id, row.ran_at) if row.ran_at else ()
    return HorizonState(_horizon(row), row.due_at, row.ran_at, tuple(last))


def put(session: Session, team: Team, wanted: PlanningHorizon, now: datetime) -> HorizonState:
    """Let a team plan ahead like this from now on."""
    before = of_team(session, team).horizon
    values = msgspec.to_builtins(wanted)
    row = store.put(session, team.id, **values, due_at=next_due(wanted, team.zone, now))
    told = msgspec.to_builtins(before), values
    note(session, Changed("changed", "horizon", row.id, *told, team=team.id))
    return of_team(session, team)


def follow(session: Session, noted: Sequence[Fact], now: datetime) -> None:
    """Find out anew when weeks are drafted, where a team has another time zone."""
    for fact in noted:
        row = store.of_team(session, fact.team) if isinstance(fact, TeamRenamed) else None
        if row is not None and row.due_at is not None:
            zone = teams.of_id(session, row.team_id).zone
            row.due_at = next_due(_horizon(row), zone, now)


def draft_due(work: UnitOfWork, now: datetime) -> int:
    """Ask for the runs of every team whose weeks are to be drafted; return how many teams.

    What another worker was quicker with is its own.
    """
    with work.database.session(None, door="horizon") as session:
        found = store.due(session, now)
    for organisation, row_id in found:
        with suppress(Stale), work.unit(work.service(organisation), now) as session:
            draft(session, row_id, now)
    return len(found)


def draft(session: Session, row_id: "UUID", now: datetime) -> list[Run]:
    """Ask for the runs of a team that are due, and move on to its next time; none when not due."""
    row = store.of_id(session, row_id)
    if row.due_at is None or row.due_at > now:
        return []
    try:
        team = teams.of_id(session, row.team_id)
    except NotFound:
        row.due_at = None  # the team is gone
        return []
    horizon = _horizon(row)
    row.ran_at, row.due_at = now, next_due(horizon, team.zone, now)
    first = Week.of(now.astimezone(team.zone).date())
    free = [
        week
        for at in range(1, horizon.weeks + 1)
        if _is_free(session, team, week := first.plus(at))
    ]
    made = [runs.request(session, team, _ask(horizon, each), now) for each in consecutive(free)]
    told = {"runs": [str(each.id) for each in made], "weeks": [str(each) for each in free]}
    note(session, Changed("changed", "horizon", row.id, after=told, team=team.id))
    return made


def consecutive(weeks: Iterable[Week]) -> list[list[Week]]:
    """Return weeks, which are in order, in rows without a gap."""
    rows: list[list[Week]] = []
    for week in weeks:
        if rows and rows[-1][-1].plus(1) == week:
            rows[-1].append(week)
        else:
            rows.append([week])
    return rows


def _is_free(session: Session, team: Team, week: Week) -> bool:
    try:
        found = drafts.find(session, team.id, str(week))
    except NotFound:
        return True
    return not run_inputs.is_taken_by_others(session, [found])


def _ask(horizon: PlanningHorizon, weeks: Sequence[Week]) -> RunRequest:
    return RunRequest(
        week=weeks[0],
        weeks=len(weeks),
        seconds=_SECONDS_A_WEEK * len(weeks),
        origin="horizon",
        publishing="wanted" if horizon.publish else None,
    )


def _horizon(row: "HorizonRow") -> PlanningHorizon:
    return msgspec.convert(row, PlanningHorizon, from_attributes=True)
