"""Constraint: the length of a working day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class MinutesPerDay(PersonalRule):
    """Nobody works more than so many minutes of a civil day.

    A shift over midnight counts on each day with the minutes it has there.
    Source of the default: Code du travail L3121-18.
    """

    most_minutes: Minutes = 600

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and day."""
        for days in part.windows(1):
            span = part.case.calendar.span(days)
            for member in part.members:
                yield Limit(
                    number=duty.minutes(member, span),
                    at_most=self.most_minutes,
                    because=say(
                        "{member} would work more than {most} on {day}",
                        member=member,
                        most=timedelta(minutes=self.most_minutes),
                        day=days[0],
                    ),
                    members=(member,),
                    span=span,
                )
