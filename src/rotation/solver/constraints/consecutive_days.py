"""Constraint: days in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ConsecutiveDays(PersonalRule):
    """Nobody works on more than six days in a row."""

    by_default: ClassVar[bool] = True

    weight: Weight | None = 500
    most: Length = 6

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of one day more."""
        for days in part.windows(self.most + 1):
            for member in part.members:
                yield Limit(
                    number=duty.days_worked(member, days),
                    at_most=self.most,
                    because=say(
                        "{member} would work every day from {first} to {last}",
                        member=member,
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=part.case.calendar.span(days),
                )
