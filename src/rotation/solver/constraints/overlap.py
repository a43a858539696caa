"""Constraint: one place at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Overlap(PersonalRule):
    """Nobody works two shifts at the same time."""

    by_default: ClassVar[bool] = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and pair of overlapping shifts."""
        for member in part.members:
            for first, second in part.pairs_closer_than(member, 0, duty):
                yield Limit(
                    number=duty.works(member, first) + duty.works(member, second),
                    at_most=1,
                    because=say(
                        "{member} cannot work {first} and {second} at the same time",
                        member=member,
                        first=first.said,
                        second=second.said,
                    ),
                    members=(member,),
                    shifts=(first, second),
                )
