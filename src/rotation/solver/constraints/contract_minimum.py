"""Constraint: the hours that a contract promises."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ContractMinimum(PersonalRule):
    """Members work at least the minimum hours of their contract.

    Each minute missing costs the weight. The minimum shrinks with the share of days that a member
    is there; weeks is how many weeks may even out.
    """

    weight: Weight | None = 2
    weeks: Length = 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member with minimum hours and row of weeks."""
        for days in part.weeks(self.weeks):
            span = part.case.calendar.span(days)
            for member in part.members:
                if not member.min_minutes:
                    continue
                least = member.min_minutes * self.weeks * member.presence // 100
                yield Limit(
                    number=-duty.minutes(member, span),
                    at_most=-least,
                    because=say(
                        "{member} would not get the {least} promised from {first} to {last}",
                        member=member,
                        least=timedelta(minutes=least),
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=span,
                )
