"""Constraint: trainees and their mentors."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Names
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class TraineeWithMentor(Rule):
    """A trainee works only while one of the mentors does.

    Both are named by id. A mentor on a shift that overlaps is enough. Several groups are several
    rules.
    """

    trainees: Names = ()
    mentors: Names = ()

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per trainee and shift."""
        trainees = [each for each in part.case.members if each.id in self.trainees]
        mentors = [each for each in part.case.members if each.id in self.mentors]
        for trainee in trainees:
            if trainee in mentors:
                continue
            for shift in part.shifts:
                near = part.case.calendar.overlapping(shift)
                there = duty.sum(duty.assigned(each, mentors) for each in near)
                yield Limit(
                    number=duty.works(trainee, shift) - there,
                    at_most=0,
                    because=say(
                        "{member} would work on {shift} without a mentor",
                        member=trainee,
                        shift=shift.said,
                    ),
                    members=(trainee,),
                    shifts=(shift,),
                )
