"""Constraint: what was published stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.calendar import Part
from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, N, PersonalRule, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Stability(PersonalRule):
    """Nobody loses or gains a shift that is already published, the less so the nearer it is."""

    level: ClassVar[Level] = Level.STABILITY
    by_default: ClassVar[bool] = True

    weight: Weight | None = 3

    def limits(self, part: Part, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per published place."""
        members, shifts = set(part.members), set(part.shifts)
        for promise in part.case.published:
            member, shift = part.case.member[promise.member], part.case.shift[promise.shift]
            if member in members and shift in shifts:
                yield Limit(
                    number=1 - duty.works(member, shift),
                    at_most=0,
                    because=say("{member} was promised {shift}", member=member, shift=shift.said),
                    members=(member,),
                    shifts=(shift,),
                    times=promise.weight,
                )
