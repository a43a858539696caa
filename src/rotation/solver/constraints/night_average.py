"""Constraint: the average length of night shifts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit
from rotation.solver.linear_sum import N
from rotation.solver.nights import NightRule
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class NightAverage(NightRule):
    """Night shifts last eight hours on average.

    A night shift has night_minutes or more between night_from and night_to; weeks is how many weeks
    are averaged, fewer where fewer are known. Each minute above the average, all nights together,
    counts.
    Source of the default: directive 2003/88/EC, articles 8(a) and 16(c); the average is taken over
    the nights worked, which is stricter than over all days.
    """

    average_minutes: Minutes = 480
    weeks: Length = 17

    @property
    def looks_back(self) -> int:
        """Return how many weeks before the planned ones it wants to know about."""
        return self.weeks - 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weeks."""
        night = self.night(part.case.calendar)
        for days in part.closed_weeks(self.weeks):
            for member in part.members:
                starts = filter(night, part.case.calendar.starting_in(member, days))
                nights = [(each, each.minutes - self.average_minutes) for each in starts]
                if all(longer <= 0 for _, longer in nights):
                    continue
                yield Limit(
                    number=duty.weigh(member, nights),
                    at_most=0,
                    because=say(
                        "{member} would work nights over {most} on average from {first} to {last}",
                        member=member,
                        most=timedelta(minutes=self.average_minutes),
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=part.case.calendar.span(days),
                )
