"""The weights of wishes: a dated one several times a recurring one, while they are rare.

A date that somebody asks for is a birthday or a match; a week that somebody would rather have is a
habit. Whoever asks for more than two dates in four weeks shares what two weigh among them, so that
nobody is better off for asking more. Whoever offers to work a special day comes first: such a wish
always weighs most and takes nothing from the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.availability import wishes
from rotation.availability.leave import MemberTime
from rotation.rota.case import rule_history
from rotation.solver.entities import Wish
from rotation.team.teams import Team
from rotation.timespan import Span, Week, merged, minus, touches

MOST = 5
"""What a date asked for weighs, up to two in four weeks; a recurring wish weighs 1."""
_DATES, _WEEKS = 2, 4


@dataclass(frozen=True)
class WishWeights:
    """The weight of each member's dated wish, and the special days, disjoint and in order."""

    dated: Mapping[UUID, int] = field(default_factory=dict)
    special: Sequence[Span] = ()


def of_members(session: Session, team: Team, weeks: Sequence[Week]) -> WishWeights:
    """Return what dated wishes weigh of each member who has any."""
    first = weeks[0].plus(1 - _WEEKS)
    span = Span(first.span(team.zone).start, weeks[-1].span(team.zone).end)
    known = len(weeks) + _WEEKS - 1
    special = merged(each.span for each in rule_history.special_in(session, team, span))
    days = wishes.days_wished(session, team, span, special)
    dated = {member: dated_weight(each, known) for member, each in days.items()}
    return WishWeights(dated, special)


def dated_weight(days: int, weeks: int) -> int:
    """Return what each of some dates asked for in some weeks weighs."""
    return max(1, min(MOST, round(MOST * _DATES * weeks / _WEEKS / max(1, days))))


def weighed(time: MemberTime, dated: int, special: Sequence[Span] = ()) -> tuple[Wish, ...]:
    """Return the wishes of a member in the solver's words; ``special``: disjoint, in order."""
    recurring = minus(list(time.rather_not), list(time.dated))
    return (
        *(
            Wish(each, prefers=True, weight=MOST if touches(special, each) else dated)
            for each in time.prefers
        ),
        *(Wish(each, weight=dated) for each in time.dated),
        *(Wish(each) for each in recurring),
    )
