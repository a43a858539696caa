"""Constraint: how often a rest may be short."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.duty import Duty
from rotation.solver.gaps import by_start, close_pairs, gap
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count, Few, Rest
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ShortRests(PersonalRule):
    """A rest of less than eleven hours happens once in seven days at most.

    A companion of the daily rest: that one says how short a rest may be at all, this one how often
    it may be shorter than usual. The days are those on which the rests end; shifts that adjoin have
    no rest between them.
    Source of the default: Arbeidstijdenwet 5:3.
    """

    rest_minutes: Rest = 660
    most: Count = 1
    days: Few = 7

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of days with more short rests than allowed in it."""
        calendar = part.case.calendar
        for days in part.windows(min(self.days + 1, len(part.case.known_days))):
            for member in part.members:
                shifts = sorted(
                    (each for day in days for each in calendar.on(member, day)), key=by_start
                )
                short = [each for each in close_pairs(shifts, self.rest_minutes) if gap(*each) > 0]
                if len(short) > self.most:
                    yield Limit(
                        number=duty.sum(duty.works_both(member, *each) for each in short),
                        at_most=self.most,
                        because=say(
                            "{member} would rest less than {rest} too often from {first} to {last}",
                            member=member,
                            rest=timedelta(minutes=self.rest_minutes),
                            first=days[0],
                            last=days[-1],
                        ),
                        members=(member,),
                        span=calendar.span(days),
                    )
