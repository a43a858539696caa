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
from rotation.demand import patterns
from rotation.demand.patterns import ShiftPattern
from rotation.errors import Impossible
from rotation.rota import drafts, load, rules, runs, slots, versions
from rotation.rota.runs import Ask, Run
from rotation.rota.slots import Shifts
from rotation.rota.store import repeating as store
from rotation.rota.units import Answer, Json
from rotation.solver.constraints.minimum_rest import MinimumRest
from rotation.solver.ring import OFF, Block, Wanted, rolled_out
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Week, wall_minutes
from rotation.words import say

if TYPE_CHECKING:
    from rotation.rota.tables.ahead import RepeatingRow

_DAY = 1440
_WEEK = 7


@dataclass(frozen=True)
class Turn:
    """A shift pattern in a repeating rota: days in a row on it, people it needs by weekday.

    ``required`` None: as many as the pattern says.
    """

    pattern: UUID
    block: Block
    required: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Sketch:
    """What a repeating rota shall be like; in ``week`` the first member has its first week.

    ``forbidden`` are successions of two or three days, of patterns and None for a day off; what
    leaves too little rest is forbidden as well.
    """

    name: str
    week: Week
    members: tuple[UUID, ...]
    turns: tuple[Turn, ...]
    work: Block
    off: Block
    forbidden: tuple[tuple[UUID | None, ...], ...] = ()


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
    made_at: datetime


def wanted(session: Session, team: Team, sketch: Sketch) -> Wanted:
    """Return what is asked of the design; Impossible names what does not fit."""
    known = {each.id: each for each in patterns.listed(session, team.id)}
    here = {each.id for each in members.of_team(session, team.id)}
    for at, member in enumerate(sketch.members):
        if member not in here or member in sketch.members[:at]:
            raise Impossible("This is nobody of the team, or twice.", field=f"/members/{at}")
    for at, turn in enumerate(sketch.turns):
        if turn.pattern not in known or turn.pattern in [e.pattern for e in sketch.turns[:at]]:
            raise Impossible("There is no such shift, or twice.", field=f"/shifts/{at}/pattern")
    used = [known[each.pattern] for each in sketch.turns]
    required = tuple(
        _required(pattern, turn, at)
        for at, (pattern, turn) in enumerate(zip(used, sketch.turns, strict=True))
    )
    number = {each.id: at for at, each in enumerate(used)}
    return Wanted(
        people=len(sketch.members),
        required=required,
        blocks=tuple(each.block for each in sketch.turns),
        work=sketch.work,
        off=sketch.off,
        forbidden=(*_successions(sketch, number), *_too_close(used, _rest(session, team))),
    )


def ask(asked: Wanted, seconds: float, answer: Answer) -> tuple[int, ...]:
    """Return a ring that does what is wanted; Impossible when there is none, or none is found."""
    question: Json = {"ask": "ring", "wanted": msgspec.to_builtins(asked), "seconds": seconds}
    found = answer(question)
    if found["ring"] is None:
        if found["proven"]:
            raise Impossible("No repeating rota does all of this.")
        raise Impossible("No repeating rota was found in the time given.")
    return tuple(found["ring"])


def keep(
    session: Session, team: Team, sketch: Sketch, designed: tuple[Wanted, Sequence[int]],
    now: datetime,
) -> Repeating:  # fmt: skip
    """Keep a repeating rota."""
    asked, ring = designed
    row = store.add(
        session,
        team_id=team.id,
        name=sketch.name,
        week=str(sketch.week),
        patterns=[str(each.pattern) for each in sketch.turns],
        members=[str(each) for each in sketch.members],
        ring=list(ring),
        wanted=msgspec.to_builtins(asked),
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


def roll_out(session: Session, row_id: UUID, span: Ask, now: datetime) -> Run:
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
    empty, _ = load.shifts_of(session, team, weeks)
    here = {each.id for each in members.of_team(session, team.id)}
    moved = (weeks[0].monday - Week.parse(row.week).monday).days % len(row.ring)
    ring = [*row.ring[moved:], *row.ring[:moved]]
    there: dict[tuple[UUID, Any], list[UUID]] = defaultdict(list)
    for day, member, shift in rolled_out(ring, row.members, weeks[0].monday, len(weeks)):
        if UUID(member) in here:
            there[UUID(row.patterns[shift]), day].append(UUID(member))
    seated = tuple(slots.seats_for(each, there[each.pattern_id, each.day]) for each in empty)
    latest = versions.latest(session, team.id, load.span_of(team, weeks))
    published = tuple(each for week in weeks for each in latest.get(str(week), ()))
    settled = slots.settled(seated, published, here, now)
    return {str(week): tuple(e for e in settled if e.week == str(week)) for week in weeks}


def _required(pattern: ShiftPattern, turn: Turn, at: int) -> tuple[int, ...]:
    usual = pattern.minimum if pattern.target == "auto" else pattern.target
    required = turn.required or tuple(
        usual if weekday in pattern.weekdays else 0 for weekday in range(1, _WEEK + 1)
    )
    for weekday, people in enumerate(required):
        most = pattern.maximum if weekday + 1 in pattern.weekdays else 0
        if people > most:
            text = say("{shift} takes {most} people at most.", shift=pattern.name, most=most)
            raise Impossible(text, field=f"/shifts/{at}/required/{weekday}")
    return required


def _successions(sketch: Sketch, number: dict[UUID, int]) -> list[tuple[int, ...]]:
    found = []
    for at, succession in enumerate(sketch.forbidden):
        for each in succession:
            if each is not None and each not in number:
                raise Impossible("This shift is not in the rota.", field=f"/forbidden/{at}")
        found.append(tuple(OFF if each is None else number[each] for each in succession))
    return found


def _too_close(used: Sequence[ShiftPattern], rest: int) -> list[tuple[int, ...]]:
    """Return the pairs of shifts on following days with less rest between than must be."""
    return [
        (one, two)
        for one, first in enumerate(used)
        for two, second in enumerate(used)
        if wall_minutes(second.start) + _DAY - _end(first) < rest
    ]


def _end(pattern: ShiftPattern) -> int:
    start, end = wall_minutes(pattern.start), wall_minutes(pattern.end)
    return end if end > start else end + _DAY


def _rest(session: Session, team: Team) -> int:
    hold = (each for each in rules.of_team(session, team) if isinstance(each, MinimumRest))
    return max((each.rest_minutes for each in hold if each.weight is None), default=0)


def _repeating(row: "RepeatingRow") -> Repeating:
    kinds = [UUID(each) for each in row.patterns]
    days = [None if each == OFF else kinds[each] for each in row.ring]
    weeks = tuple(tuple(days[at : at + _WEEK]) for at in range(0, len(days), _WEEK))
    people = tuple(UUID(each) for each in row.members)
    return Repeating(row.id, row.team_id, row.name, row.week, people, weeks, row.made_at)
