"""Constraint: a long rest within some days of work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.calendar import Part
from rotation.solver.duty import Duty
from rotation.solver.gaps import MINUTE
from rotation.solver.limits import Few, Limit, N, PersonalRule, Rest
from rotation.timespan import DAY, Span
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class RestWithinDays(PersonalRule):
    """Within seven days of starting a shift everybody rests for 36 hours without a break.

    The days are of 24 elapsed hours each; time that is not known is taken as free.
    Source of the default: Arbeidstijdenwet 5:5, 36 hours in each 7 × 24.
    """

    rest_minutes: Rest = 2160
    days: Few = 7

    def limits(self, part: Part, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift they could start."""
        calendar, rest = part.case.calendar, self.rest_minutes * MINUTE
        for member in part.members:
            for shift in part.near(member, self.days * 1440):
                within = Span(shift.span.start, shift.span.start + self.days * DAY)
                ends = {each.span.end for each in calendar.during(member, within)}
                spans = (Span(end, end + rest) for end in ends if end + rest <= within.end)
                rests = [duty.rests(member, each) for each in spans]
                yield Limit(
                    number=duty.works(member, shift) - duty.sum(rests),
                    at_most=0,
                    because=say(
                        "{member} would not rest for {rest} within {days} days of {shift}",
                        member=member,
                        rest=timedelta(minutes=self.rest_minutes),
                        days=self.days,
                        shift=shift.said,
                    ),
                    members=(member,),
                    span=within,
                )
