"""Constraint: task, channels, languages and skills."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Qualified(Rule):
    """Whoever works a shift does its task and has all of its channels, languages and skills."""

    decides_places: ClassVar[bool] = True
    by_default: ClassVar[bool] = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift that asks what they have not."""
        for shift in part.shifts:
            for member in part.members:
                missing = shift.missing(member)
                if missing:
                    yield Limit(
                        number=duty.works(member, shift),
                        at_most=0,
                        because=say(
                            "{member} lacks {missing} for {shift}",
                            member=member,
                            missing=tuple(sorted(missing)),
                            shift=shift.said,
                        ),
                        members=(member,),
                        shifts=(shift,),
                    )
