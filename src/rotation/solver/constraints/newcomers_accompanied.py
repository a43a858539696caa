"""Constraint: first shifts."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class NewcomersAccompanied(Rule):
    """Nobody is alone on their first shifts: somebody of experience works at the same time.

    Who has worked fewer than first_shifts before the planned weeks is new in all of them. Somebody
    on a shift that overlaps is enough.
    """

    first_shifts: Count = 3

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per newcomer and shift."""
        old = [each for each in part.case.members if not self._is_new(each)]
        for member in part.case.members:
            if not self._is_new(member):
                continue
            for shift in part.shifts:
                near = part.case.calendar.overlapping(shift)
                there = duty.sum(duty.assigned(each, old) for each in near)
                yield Limit(
                    number=duty.works(member, shift) - there,
                    at_most=0,
                    because=say(
                        "{member} is new and would work on {shift} without anybody of experience",
                        member=member,
                        shift=shift.said,
                    ),
                    members=(member,),
                    shifts=(shift,),
                )

    def _is_new(self, member: Member) -> bool:
        return member.shifts_worked is not None and member.shifts_worked < self.first_shifts
