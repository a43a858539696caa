"""Constraint: who does not work together."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Names
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class NeverTogether(Rule):
    """Certain people never work at the same time.

    people names them by id; any two of them are kept apart, also on shifts that overlap. Several
    such groups are several rules.
    """

    people: Names = ()

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per two of the people and two shifts that overlap, or one."""
        calendar = part.case.calendar
        people = [each for each in part.case.members if each.id in self.people]
        for one, other in permutations(people, 2):
            if part.around and not {one, other} & set(part.members):
                continue
            for shift in part.shifts:
                for beside in calendar.overlapping(shift):
                    if (shift is beside and one.id > other.id) or beside.span < shift.span:
                        continue
                    yield Limit(
                        number=duty.works(one, shift) + duty.works(other, beside),
                        at_most=1,
                        because=say(
                            "{one} and {other} would both work on {shift}",
                            one=one,
                            other=other,
                            shift=shift.said,
                        ),
                        members=(one, other),
                        shifts=(shift,) if shift is beside else (shift, beside),
                    )
