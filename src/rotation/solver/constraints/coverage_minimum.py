"""Constraint: the people a shift cannot do without."""

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
class CoverageMinimum(Rule):
    """Every shift has at least its minimum of people.

    Priced above everything else: a place that nobody can fill stays open and is shown as such.
    A shift with a higher price is filled first.
    """

    level: ClassVar[Level] = Level.PLACES
    by_default: ClassVar[bool] = True

    weight: Weight | None = 50_000

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift that needs anybody."""
        for shift in part.shifts:
            if shift.minimum:
                yield Limit(
                    number=shift.minimum - duty.assigned(shift, part.case.members),
                    at_most=0,
                    because=say(
                        "{shift} has fewer than the {needed} it needs at least",
                        shift=shift.said,
                        needed=shift.minimum,
                    ),
                    shifts=(shift,),
                    times=shift.price,
                )
