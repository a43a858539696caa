"""Constraint: the people a shift should have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Steps, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class CoverageTarget(Rule):
    """Every shift has its target of people.

    The price rises with each of the first missing places of a shift, so that gaps are spread;
    with a rising of 1 every missing place costs the same.
    """

    level: ClassVar[Level] = Level.TARGETS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 2_500
    rising: Steps = 3

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift that wants anybody."""
        for shift in part.shifts:
            if shift.target:
                yield Limit(
                    number=shift.target - duty.assigned(shift, part.case.members),
                    at_most=0,
                    because=say(
                        "{shift} has fewer than the {wanted} it should have",
                        shift=shift.said,
                        wanted=shift.target,
                    ),
                    shifts=(shift,),
                    times=shift.price,
                    rising=self.rising,
                )
