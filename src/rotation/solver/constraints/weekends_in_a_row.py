"""Constraint: weekends in a row."""

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
class WeekendsInARow(PersonalRule):
    """Nobody works on more than two weekends in a row, Saturday or Sunday."""

    by_default: ClassVar[bool] = True

    weight: Weight | None = 400
    most: Length = 2

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of one weekend more."""
        for weekends in part.weekends(self.most + 1):
            for member in part.members:
                yield Limit(
                    number=duty.sum(duty.weekend_worked(member, each) for each in weekends),
                    at_most=self.most,
                    because=say(
                        "{member} would work every weekend from {first} to {last}",
                        member=member,
                        first=weekends[0][0],
                        last=weekends[-1][-1],
                    ),
                    members=(member,),
                    span=part.case.calendar.span((weekends[0][0], weekends[-1][-1])),
                )
