"""Constraint: first and last day of a contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ContractDates(Rule):
    """Nobody works before the first or after the last day of their contract.

    The hours of a night that lie after the midnight of the last day count as well.
    """

    decides_places: ClassVar[bool] = True
    by_default: ClassVar[bool] = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift outside their contract."""
        for member in part.members:
            for shift in part.shifts:
                days = part.case.calendar.touched[shift.id]
                if member.is_under_contract(days):
                    continue
                outside = next(day for day in days if not member.is_under_contract((day,)))
                yield Limit(
                    number=duty.works(member, shift),
                    at_most=0,
                    because=say(
                        "{member} is not under contract on {day}", member=member, day=outside
                    ),
                    members=(member,),
                    shifts=(shift,),
                )
