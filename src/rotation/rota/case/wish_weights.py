"""What wishes weigh: a dated one several times as much as a recurring one, while they are rare.

A date that somebody asks for is a birthday or a match; a week that somebody would rather have is a
habit. Whoever asks for many dates shares what one weighs among them, so that nobody is better off
for asking more.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.availability import wishes
from rotation.availability.leave import MemberTime
from rotation.solver.entities import Wish
from rotation.team.teams import Team
from rotation.timespan import Span, Week, minus

MOST = 5
"""What the only date asked for in four weeks weighs; a recurring wish weighs 1."""
_WEEKS = 4


def of_members(session: Session, team: Team, weeks: Sequence[Week]) -> dict[UUID, int]:
    """Return what a dated wish of each member weighs, of those who have any."""
    first = weeks[0].plus(1 - _WEEKS)
    span = Span(first.span(team.zone).start, weeks[-1].span(team.zone).end)
    known = len(weeks) + _WEEKS - 1
    days = wishes.days_wished(session, team, span)
    return {member: dated_weight(each, known) for member, each in days.items()}


def dated_weight(days: int, weeks: int) -> int:
    """Return what each of some dates asked for in some weeks weighs."""
    return max(1, min(MOST, round(MOST * weeks / _WEEKS / max(1, days))))


def weighed(time: MemberTime, dated: int) -> tuple[Wish, ...]:
    """Return the wishes of a member in the solver's words."""
    recurring = minus(list(time.rather_not), list(time.dated))
    return (
        *(Wish(each, prefers=True, weight=dated) for each in time.prefers),
        *(Wish(each, weight=dated) for each in time.dated),
        *(Wish(each) for each in recurring),
    )
