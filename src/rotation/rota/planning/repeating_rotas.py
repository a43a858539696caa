"""Repeating rotas of a team: designed once, then rolled out into drafts of real weeks.

Everybody works the same sequence of weeks, each a week behind the one before. Rolled out, absences
and whatever else real weeks bring are repaired with the fewest changes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.rota.case import build
from rotation.rota.planning import runs
from rotation.rota.planning.repeating_design import RepeatingRotaDesign
from rotation.rota.planning.runs import Run, RunRequest
from rotation.rota.shifts import Shifts, seats_for, settled
from rotation.rota.store import repeating as store
from rotation.rota.versions import drafts, published_versions
from rotation.solver.repeating.rota import OFF, RepeatingRotaSpec, free_weekends, rolled_out
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Week

if TYPE_CHECKING:
    from rotation.rota.store.repeating import RepeatingRow

_WEEK = 7


@dataclass(frozen=True)
class Repeating:
    """A repeating rota: ``weeks`` of seven patterns or None for a day off, as many as people.

    In ``week`` the first member has the first of them; everybody moves on by one each week.
    """

    id: UUID
    team_id: UUID
    name: str
    week: str
    members: tuple[UUID, ...]
    weeks: tuple[tuple[UUID | None, ...], ...]
    free_weekends: int
    made_at: datetime


def keep(
    session: Session,
    team: Team,
    sketch: RepeatingRotaDesign,
    spec: RepeatingRotaSpec,
    ring: Sequence[int],
    now: datetime,
) -> Repeating:
    """Keep a repeating rota."""
    row = store.add(
        session,
        team_id=team.id,
        name=sketch.name,
        week=str(sketch.week),
        patterns=[str(each.pattern) for each in sketch.turns],
        members=[str(each) for each in sketch.members],
        ring=list(ring),
        wanted=msgspec.to_builtins(spec),
        made_at=now,
    )
    told = {"name": row.name, "week": row.week, "members": row.members}
    note(session, Changed("created", "repeating_rota", row.id, after=told, team=team.id))
    return _repeating(row)


def listed(session: Session, team_id: UUID, after: UUID | None, limit: int) -> list[Repeating]:
    """Return the repeating rotas of a team, newest first."""
    return [_repeating(row) for row in store.of_team(session, team_id, after, limit)]


def delete(session: Session, row_id: UUID) -> None:
    """Delete a repeating rota; what was rolled out stays."""
    row = store.repeating(session, row_id)
    note(
        session, Changed("deleted", "repeating_rota", row_id, {"name": row.name}, team=row.team_id)
    )
    store.delete(session, row)


def roll_out(session: Session, row_id: UUID, span: RunRequest, now: datetime) -> Run:
    """Make drafts of the weeks of ``span`` from a repeating rota, and queue their repair.

    Each draft can be undone. The repair fills what the repeating rota does not know of, and
    changes as little as can be.
    """
    row = store.repeating(session, row_id)
    team = teams.of_id(session, row.team_id)
    weeks = [span.week.plus(each) for each in range(span.weeks)]
    run = runs.request(session, team, span, now)
    for week, shifts in _shifts(session, team, row, weeks, now).items():
        drafts.replace(session, team.id, week, shifts, now)
    return run


def _shifts(
    session: Session, team: Team, row: "RepeatingRow", weeks: Sequence[Week], now: datetime
) -> dict[str, Shifts]:
    """Return the shifts of real weeks with the people whom the repeating rota has on them."""
    empty, _ = build.shifts_of(session, team, weeks)
    here = {each.id for each in members.of_team(session, team.id)}
    moved = (weeks[0].monday - Week.parse(row.week).monday).days % len(row.ring)
    ring = [*row.ring[moved:], *row.ring[:moved]]
    there: dict[tuple[UUID, Any], list[UUID]] = defaultdict(list)
    for day, member, shift in rolled_out(ring, row.members, weeks[0].monday, len(weeks)):
        if UUID(member) in here:
            there[UUID(row.patterns[shift]), day].append(UUID(member))
    seated = tuple(seats_for(each, there[each.pattern_id, each.day]) for each in empty)
    latest = published_versions.latest(session, team.id, build.span_of(team, weeks))
    published = tuple(each for week in weeks for each in latest.get(str(week), ()))
    kept_seats = settled(seated, published, here, now)
    return {str(week): tuple(e for e in kept_seats if e.week == str(week)) for week in weeks}


def _repeating(row: "RepeatingRow") -> Repeating:
    kinds = [UUID(each) for each in row.patterns]
    days = [None if each == OFF else kinds[each] for each in row.ring]
    weeks = tuple(tuple(days[at : at + _WEEK]) for at in range(0, len(days), _WEEK))
    people = tuple(UUID(each) for each in row.members)
    free = free_weekends(row.ring)
    return Repeating(row.id, row.team_id, row.name, row.week, people, weeks, free, row.made_at)
