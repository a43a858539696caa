"""Constraint: whole weekends."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class WholeWeekends(PersonalRule):
    """A weekend is worked on both days or not at all."""

    weight: Weight | None = 20

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member, weekend and day of it."""
        for ((saturday, sunday),) in part.weekends():
            for member in part.members:
                days = duty.works_on(member, saturday), duty.works_on(member, sunday)
                for number in (days[0] - days[1], days[1] - days[0]):
                    yield Limit(
                        number=number,
                        at_most=0,
                        because=say(
                            "{member} would work on one day only of the weekend of {saturday}",
                            member=member,
                            saturday=saturday,
                        ),
                        members=(member,),
                        span=part.case.calendar.span((saturday, sunday)),
                    )
