"""Constraint: the average working week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.calendar import Days
from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Minutes
from rotation.timespan import DAY
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class AverageWeek(PersonalRule):
    """Nobody works more than 48 hours a week on average over some months.

    weeks is how many weeks are averaged, Monday to Sunday; where fewer are known, or a contract is
    younger, those are averaged. Leave is not taken out of the average. Shifts over the end of a row
    count with their part in it.
    Source of the default: directive 2003/88/EC, articles 6(b) and 16(b).
    """

    average_minutes: Minutes = 2880
    weeks: Length = 17

    @property
    def looks_back(self) -> int:
        """Return how many weeks before the planned ones it wants to know about."""
        return self.weeks - 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weeks."""
        for row in part.closed_weeks(self.weeks):
            for member in part.members:
                days = _under_contract(member, row)
                if not days:
                    continue
                span = part.case.calendar.span(days)
                yield Limit(
                    number=duty.minutes(member, span),
                    at_most=self.average_minutes * len(days) // 7,
                    because=say(
                        "{member} would work over {most} a week on average from {first} to {last}",
                        member=member,
                        most=timedelta(minutes=self.average_minutes),
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=span,
                )


def _under_contract(member: Member, days: Days) -> Days:
    """Return the days from the week in which the contract began: newcomers start anew."""
    begins = member.starts_on
    if begins is None or begins <= days[6]:
        return days
    monday = begins - DAY * begins.weekday()
    return tuple(day for day in days if day >= monday)
