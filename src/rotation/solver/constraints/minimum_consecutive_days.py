"""Constraint: the shortest row of working days."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class MinimumConsecutiveDays(PersonalRule):
    """Whoever comes in works at least two days in a row.

    Rows that touch the first or the last known day may go on beyond it and are left alone. Each
    day that a row is too short costs the weight.
    """

    least: Length = 2

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row that would be too short, between two free days."""
        for length in range(1, self.least):
            for before, *days, after in part.windows(length + 2):
                for member in part.members:
                    around = duty.works_on(member, before) + duty.works_on(member, after)
                    yield Limit(
                        number=duty.days_worked(member, tuple(days)) - around,
                        at_most=length - 1,
                        because=say(
                            "{member} would work only from {first} to {last}, not {least} days",
                            member=member,
                            first=days[0],
                            last=days[-1],
                            least=self.least,
                        ),
                        members=(member,),
                        span=part.case.calendar.span((before, after)),
                        times=self.least - length,
                    )
