"""Constraint: what was published stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Stability(PersonalRule):
    """Nobody loses or gains a shift that is already published, the less so the nearer it is."""

    level: ClassVar[Level] = Level.STABILITY
    by_default: ClassVar[bool] = True

    weight: Weight | None = 3

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per published place."""
        promised = part.case.calendar.promised
        for shift, member in product(part.shifts, part.members) if promised else ():
            weight = promised.get((shift.id, member.id))
            if weight is not None:
                yield Limit(
                    number=1 - duty.works(member, shift),
                    at_most=0,
                    because=say("{member} was promised {shift}", member=member, shift=shift.said),
                    members=(member,),
                    shifts=(shift,),
                    times=weight,
                )
