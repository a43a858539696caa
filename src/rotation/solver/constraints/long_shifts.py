"""Constraint: long shifts in a short week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class LongShifts(PersonalRule):
    """Whoever has a shift of over eight hours works on five days of that week at most.

    Source of the default: Belgian labour act of 16 March 1971, article 20 (nine hours where the
    week has five and a half working days at most).
    """

    long_minutes: Minutes = 480
    most: Length = 5

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and week that has long shifts."""
        for days in part.weeks():
            for member in part.members:
                starts = (s for day in days for s in part.case.calendar.on(member, day))
                long = [each for each in starts if each.minutes > self.long_minutes]
                if not long or self.most >= 7:
                    continue
                yield Limit(
                    number=duty.days_worked(member, days)
                    + (7 - self.most) * duty.works_any(member, long),
                    at_most=7,
                    because=say(
                        "{member} would have a shift of over {long} and work on over {most} days "
                        "in the week of {monday}",
                        member=member,
                        long=timedelta(minutes=self.long_minutes),
                        most=self.most,
                        monday=days[0],
                    ),
                    members=(member,),
                    span=part.case.calendar.span(days),
                )
