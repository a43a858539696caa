"""Constraint: free Sundays over a year."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count, Length
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class FreeSundays(PersonalRule):
    """Everybody is free on at least thirteen Sundays in 52 weeks.

    A Sunday with any work from midnight to midnight is not free; Sundays that are not known count
    as free.
    Source of the default: Arbeidstijdenwet 5:6.
    """

    least: Count = 13
    weeks: Length = 52

    @property
    def looks_back(self) -> int:
        """Return how many weeks before the planned ones it wants to know about."""
        return self.weeks - 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weeks."""
        calendar = part.case.calendar
        for days in part.closed_weeks(self.weeks):
            sundays = [calendar.span((day,)) for day in days if day.weekday() == 6]
            for member in part.members:
                worked = [each for each in sundays if calendar.during(member, each)]
                yield Limit(
                    number=duty.sum(duty.works_during(member, each) for each in worked),
                    at_most=max(0, self.weeks - self.least),
                    because=say(
                        "{member} would have under {least} free Sundays in {weeks} weeks to {last}",
                        member=member,
                        least=self.least,
                        weeks=self.weeks,
                        last=days[-1],
                    ),
                    members=(member,),
                    span=calendar.span(days),
                )
