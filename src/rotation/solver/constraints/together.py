"""Constraint: who works together."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Names, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Together(Rule):
    """Certain people work the same shifts.

    people names them by id; several such groups are several rules.
    """

    weight: Weight | None = 20
    people: Names = ()

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift and ordered two of the people."""
        people = [each for each in part.case.members if each.id in self.people]
        for one, other in permutations(people, 2):
            if part.around and not {one, other} & set(part.members):
                continue
            for shift in part.shifts:
                yield Limit(
                    number=duty.works(one, shift) - duty.works(other, shift),
                    at_most=0,
                    because=say(
                        "{one} would work on {shift} without {other}",
                        one=one,
                        shift=shift.said,
                        other=other,
                    ),
                    members=(one, other),
                    shifts=(shift,),
                )
