"""Constraint: who worked which holiday in past years."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class HolidayMemory(PersonalRule):
    """Whoever worked a holiday in past years does not work it again.

    Each holiday worked in one of the last years adds the weight once, for the same holiday only.
    """

    level: ClassVar[Level] = Level.FAIRNESS

    weight: Weight | None = 8

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and holiday that they worked before."""
        calendar = part.case.calendar
        for each in part.case.remembered:
            member, span = part.case.member[each.member], calendar.span((each.day,))
            if member in part.members and (not part.around or part.around.span.overlaps(span)):
                yield Limit(
                    number=duty.works_during(member, span),
                    at_most=0,
                    because=say(
                        "{member} worked on {holiday} before and would again on {day}",
                        member=member,
                        holiday=each.holiday,
                        day=each.day,
                    ),
                    members=(member,),
                    span=span,
                    times=each.times,
                )
