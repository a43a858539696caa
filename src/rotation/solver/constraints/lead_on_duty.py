"""Constraint: a lead is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Names, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class LeadOnDuty(Rule):
    """During every shift a lead is on duty, on this shift or on one that overlaps it.

    tasks names the tasks that need a lead; by default every shift does. A team without leads is
    not asked for one. It is weighed against a fair share of the unsocial hours: on an earlier level
    a few leads would work every evening.
    """

    level: ClassVar[Level] = Level.FAIRNESS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 120
    tasks: Names = ()

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift."""
        leads = [member for member in part.case.members if member.lead]
        for shift in part.shifts if leads else ():
            if self.tasks and shift.task not in self.tasks:
                continue
            near = part.case.calendar.overlapping(shift)
            there = duty.sum(duty.assigned(each, leads) for each in near)
            yield Limit(
                number=1 - there,
                at_most=0,
                because=say("no lead is on duty during {shift}", shift=shift.said),
                shifts=(shift,),
            )
