"""Constraint: locked places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Pins(Rule):
    """A place that the planner locked stays with the member it was given to."""

    decides_places: ClassVar[bool] = True
    by_default: ClassVar[bool] = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per locked place."""
        members, shifts = set(part.members), set(part.shifts)
        for pin in part.case.pins:
            member, shift = part.case.member[pin.member], part.case.shift[pin.shift]
            if pin.locked and member in members and shift in shifts:
                yield Limit(
                    number=1 - duty.works(member, shift),
                    at_most=0,
                    because=say("{shift} is locked for {member}", shift=shift.said, member=member),
                    members=(member,),
                    shifts=(shift,),
                )
