"""The ranking of stand-ins for a part of a published shift, best first, by the rules."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.rota.checks import change_impact
from rotation.rota.timeline import DutySpan
from rotation.solver import audit
from rotation.solver.limits import Breach
from rotation.team.teams import Team
from rotation.timespan import Week


@dataclass(frozen=True)
class RankedStandIn:
    """A member who could step in: whether no rule that must hold is broken, the price, why."""

    member: UUID
    fits: bool
    points: int
    breaks: tuple[Breach, ...]
    mends: tuple[Breach, ...]


def of_part(
    session: Session, team: Team, sought: DutySpan, now: datetime
) -> tuple[RankedStandIn, ...]:
    """Return everybody but the member of ``sought``, best first; nobody is there twice at once."""
    rota = change_impact.load(session, team, [Week.parse(sought.week)], now)
    spans = rota.spans()
    case = change_impact.with_partial_shifts(rota, spans)
    place = replace(change_impact.part(sought, case.burden_unit), id="sought", target=1)
    case = replace(case, shifts=(*case.shifts, place))
    busy = {each.member for each in spans if each.span.overlaps(sought.span)}
    found = audit.candidates(case, change_impact.rota(rota, case), place.id)
    ranked = [
        RankedStandIn(
            UUID(each.member),
            each.fits and UUID(each.member) not in busy,
            change_impact.points_of(each.breaks) - change_impact.points_of(each.mends),
            each.breaks,
            each.mends,
        )
        for each in found
        if UUID(each.member) != sought.member
    ]
    return tuple(sorted(ranked, key=lambda each: (not each.fits, each.points, each.member)))
