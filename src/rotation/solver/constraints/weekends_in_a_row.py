"""Constraint: weekends in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Weight
from rotation.timespan import touches
from rotation.words import say

_SATURDAY = 6


@dataclass(frozen=True, kw_only=True)
class WeekendsInARow(PersonalRule):
    """Nobody works on more than two weekends in a row, Saturday or Sunday.

    Whoever keeps all weekday shifts free, every week, is there for weekends and left out.
    """

    by_default: ClassVar[bool] = True

    weight: Weight | None = 400
    most: Length = 2

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of one weekend more."""
        case = part.case
        for_weekends = case.calendar.kept("for weekends", lambda: _there_for_weekends(case))
        for weekends in part.weekends(self.most + 1):
            for member in part.members:
                if member.id in for_weekends:
                    continue
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
                    span=case.calendar.span((weekends[0][0], weekends[-1][-1])),
                )


def _there_for_weekends(case: Horizon) -> frozenset[str]:
    """Return the ids of those whose recurring week rules out every weekday shift they fit."""
    weekdays = [each for each in case.shifts if each.day.isoweekday() < _SATURDAY]
    found = set()
    for member in case.members:
        fitting = [each.span for each in weekdays if not each.missing(member)]
        if fitting and all(touches(member.kept_free, each) for each in fitting):
            found.add(member.id)
    return frozenset(found)
