"""Constraint: what has begun stays as it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Begun(Rule):
    """A shift that has begun keeps the people it was published with."""

    decides_places: ClassVar[bool] = True
    by_default: ClassVar[bool] = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift that has begun."""
        calendar = part.case.calendar
        for shift in part.shifts:
            if shift.id not in calendar.frozen:
                continue
            for member in part.members:
                place = duty.works(member, shift)
                kept = (shift.id, member.id) in calendar.promised
                yield Limit(
                    number=1 - place if kept else place,
                    at_most=0,
                    because=say("{shift} has begun and keeps its people", shift=shift.said),
                    members=(member,),
                    shifts=(shift,),
                )
