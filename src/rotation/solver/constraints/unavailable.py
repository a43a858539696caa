"""Constraint: absences, leave, busy time and recurring hours that a member cannot work."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Unavailable(Rule):
    """Nobody works a shift that they cannot work, not even for a part of it."""

    decides_places: ClassVar[bool] = True
    by_default: ClassVar[bool] = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift that one of their absences touches."""
        for member in part.members:
            for away in member.unavailable:
                for shift in part.shifts:
                    if shift.span.start >= away.end:
                        break
                    if shift.span.overlaps(away):
                        yield Limit(
                            number=duty.works(member, shift),
                            at_most=0,
                            because=say(
                                "{member} is not available on {shift}",
                                member=member,
                                shift=shift.said,
                            ),
                            members=(member,),
                            shifts=(shift,),
                            span=away,
                        )
