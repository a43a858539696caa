"""Constraint: how many weekends out of some."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count, Length
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class WeekendsPerWindow(PersonalRule):
    """Nobody works on more than two of four weekends, Saturday or Sunday.

    weeks is how many weekends are counted together; null: those of all planned weeks and no other.
    """

    most: Count = 2
    weeks: Length | None = 4

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weekends."""
        for weekends in part.weekends(self.weeks):
            first, last = weekends[0][0], weekends[-1][-1]
            for member in part.members:
                yield Limit(
                    number=duty.sum(duty.weekend_worked(member, each) for each in weekends),
                    at_most=self.most,
                    because=_reason(member, self.most, first, last),
                    members=(member,),
                    span=part.case.calendar.span((first, last)),
                )


def _reason(member: Member, most: int, first: date, last: date) -> Sentence:
    if not most:
        return say(
            "{member} should work on no weekend from {first} to {last}",
            member=member,
            first=first,
            last=last,
        )
    return say(
        "{member} would work over {most} of the weekends from {first} to {last}",
        member=member,
        most=most,
        first=first,
        last=last,
    )
