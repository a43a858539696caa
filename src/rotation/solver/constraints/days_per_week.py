"""Constraint: the working days of a week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class DaysPerWeek(PersonalRule):
    """Nobody works on more than six days of a week, Monday to Sunday.

    Source of the default: Code du travail L3132-1.
    """

    most: Count = 6

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and week."""
        for days in part.weeks():
            for member in part.members:
                yield Limit(
                    number=duty.days_worked(member, days),
                    at_most=self.most,
                    because=_reason(member, self.most, days[0]),
                    members=(member,),
                    span=part.case.calendar.span(days),
                )


def _reason(member: Member, most: int, monday: date) -> Sentence:
    if not most:
        return say(
            "{member} should not work at all in the week of {monday}", member=member, monday=monday
        )
    return say(
        "{member} would work on more than {most} days in the week of {monday}",
        member=member,
        most=most,
        monday=monday,
    )
