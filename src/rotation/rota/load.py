"""Everything a rota depends on, gathered into one frozen case of the solver."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.availability import leave
from rotation.rota import rules, slots, versions
from rotation.rota.slots import Shifts
from rotation.solver import case as solver
from rotation.solver.case import Assignments, Case, Pin, Promise, Wish, Worked
from rotation.team import members
from rotation.timespan import DAY, Span, Week, merged

if TYPE_CHECKING:
    from rotation.availability.leave import MemberTime
    from rotation.team.members import Member
    from rotation.team.teams import Team

_LOOK_BACK = 13
_LOOK_AHEAD = 2


@dataclass(frozen=True)
class Keeping:
    """What a case holds on to: locked places and first guesses, promises, what has begun."""

    pins: tuple[Pin, ...] = ()
    published: tuple[Promise, ...] = ()
    fixed_before: datetime | None = None
    begun: Shifts = ()


def case_of(
    session: Session, team: "Team", weeks: Sequence[Week], shifts: Shifts, keeping: Keeping
) -> Case:
    """Return the case of adjoining weeks with these shifts; who sits in them is not part of it."""
    span = _span(team, weeks)
    people = [each for each in members.of_team(session, team.id, None) if not each.erased]
    times = leave.for_span(session, team, people, span)
    past, first, last = _history(session, team, weeks)
    return Case(
        zone=team.timezone,
        monday=weeks[0].monday,
        weeks=len(weeks),
        members=tuple(_member(each, times[each.id], span) for each in people),
        shifts=tuple(_shift(each) for each in shifts),
        rules=rules.of_team(session, team),
        history=_worked((*past, *keeping.begun)),
        pins=keeping.pins,
        published=keeping.published,
        fixed_before=keeping.fixed_before,
        known_from=first,
        known_until=last,
        open_hours=(),
        holidays=frozenset(),
    )
