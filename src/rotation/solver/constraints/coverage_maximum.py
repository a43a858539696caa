"""Constraint: the most people a shift has room for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class CoverageMaximum(Rule):
    """No shift has more people than its maximum."""

    level: ClassVar[Level] = Level.TARGETS
    by_default: ClassVar[bool] = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift."""
        for shift in part.shifts:
            yield Limit(
                number=duty.assigned(shift, part.case.members),
                at_most=shift.maximum,
                because=_reason(shift.said, shift.maximum),
                shifts=(shift,),
            )


def _reason(shift: Sentence, most: int) -> Sentence:
    if not most:
        return say("{shift} has people though it has room for nobody", shift=shift)
    return say(
        "{shift} has more than the {most} it has room for",
        shift=shift,
        most=most,
    )
