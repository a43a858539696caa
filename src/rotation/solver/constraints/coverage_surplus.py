"""Constraint: no more people than a shift should have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Shift
from rotation.solver.limits import Level, Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class CoverageSurplus(Rule):
    """A shift has no more people than its target but for a rule that asks for them.

    Nobody is called in for the sake of a fair share, a wish or rota hours: surplus stands on a step
    above those. The surplus price of a shift says how much dearer than another its surplus is.
    """

    level: ClassVar[Level] = Level.SURPLUS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 2_000

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift whose maximum is above its target."""
        for shift in part.shifts:
            if shift.maximum > shift.target:
                yield Limit(
                    number=duty.assigned(shift, part.case.members),
                    at_most=shift.target,
                    because=_reason(shift),
                    shifts=(shift,),
                    times=shift.surplus_price,
                )


def _reason(shift: Shift) -> Sentence:
    if not shift.target:
        return say("{shift} has people though it needs nobody", shift=shift.said)
    return say(
        "{shift} has more people than the {wanted} it needs",
        shift=shift.said,
        wanted=shift.target,
    )
