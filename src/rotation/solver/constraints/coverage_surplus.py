"""Constraint: no more people than a shift should have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class CoverageSurplus(Rule):
    """A shift has no more people than its target without a reason.

    The surplus price of a shift says how much dearer than another its surplus is.
    """

    level: ClassVar[Level] = Level.TARGETS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 40

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift whose maximum is above its target."""
        for shift in part.shifts:
            if shift.maximum > shift.target:
                yield Limit(
                    number=duty.assigned(shift, part.case.members),
                    at_most=shift.target,
                    because=say(
                        "{shift} has more than the {wanted} it should have",
                        shift=shift.said,
                        wanted=shift.target,
                    ),
                    shifts=(shift,),
                    times=shift.surplus_price,
                )
