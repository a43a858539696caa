"""Constraint: the hours of a contract are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Minutes, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ContractHours(PersonalRule):
    """Members work the hours of their contract, on average over some weeks.

    Each minute beyond tolerance_minutes per week, more or less, costs the weight.
    """

    weight: Weight | None = 1
    weeks: Length = 1
    tolerance_minutes: Minutes = 60

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit above and one below per member with contract hours and weeks."""
        for days in part.weeks(self.weeks):
            span = part.case.calendar.span(days)
            for member in part.members:
                if member.target_minutes is None:
                    continue
                worked, wanted = duty.minutes(member, span), member.target_minutes * self.weeks
                slack = self.tolerance_minutes * self.weeks
                because = say(
                    "{member} would not get the {wanted} of their contract from {first} to {last}",
                    member=member,
                    wanted=timedelta(minutes=wanted),
                    first=days[0],
                    last=days[-1],
                )
                for number, bound in ((worked, wanted + slack), (-worked, slack - wanted)):
                    yield Limit(
                        number=number, at_most=bound, because=because, members=(member,), span=span
                    )
