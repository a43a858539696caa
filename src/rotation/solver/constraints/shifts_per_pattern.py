"""Constraint: how many shifts of a kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count, Length, Names
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class ShiftsPerPattern(PersonalRule):
    """Nobody has more than so many shifts of certain patterns, such as nights.

    patterns names them by id or name; by default every shift counts. weeks is how many weeks are
    counted together, Monday to Sunday; null: all planned weeks and nothing else.
    """

    patterns: Names = ()
    most: Count = 5
    weeks: Length | None = 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weeks."""
        for days in part.periods(self.weeks):
            for member in part.members:
                yield Limit(
                    number=duty.shifts_on(
                        member, days, lambda s: not self.patterns or s.is_of(self.patterns)
                    ),
                    at_most=self.most,
                    because=_reason(member, self.most, days[0], days[-1]),
                    members=(member,),
                    span=part.case.calendar.span(days),
                )


def _reason(member: Member, most: int, first: date, last: date) -> Sentence:
    if not most:
        return say(
            "{member} should have no such shift from {first} to {last}",
            member=member,
            first=first,
            last=last,
        )
    return say(
        "{member} would have more than {most} such shifts from {first} to {last}",
        member=member,
        most=most,
        first=first,
        last=last,
    )
