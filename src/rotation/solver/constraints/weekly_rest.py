"""Constraint: weekly rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.calendar import ShiftIndex
from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.gaps import MINUTE, widened
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Few, Minutes, Rest
from rotation.timespan import Span
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class WeeklyRest(PersonalRule):
    """Everybody rests for 35 hours without a break in every week, Monday to Sunday.

    inside_minutes of the rest lie in the week, the others may reach into the neighbouring weeks;
    time that is not known is taken as free. weeks above 1 asks one such rest in so many weeks.
    Source of the default: directive 2003/88/EC, article 5 (24 hours and the daily rest).
    """

    rest_minutes: Rest = 2100
    inside_minutes: Minutes = 1440
    weeks: Few = 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weeks."""
        calendar, slack = part.case.calendar, max(0, self.rest_minutes - self.inside_minutes)
        for days in part.weeks_near(self.weeks, slack):
            span = calendar.span(days)
            wide = widened(span.start, span.end, slack)
            for member in part.members:
                spans = self._rests(calendar, member, span, wide)
                yield Limit(
                    number=1 - duty.sum(duty.rests(member, each) for each in spans),
                    at_most=0,
                    because=say(
                        "{member} would not rest for {rest} from {first} to {last}",
                        member=member,
                        rest=timedelta(minutes=self.rest_minutes),
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=span,
                )

    def _rests(
        self, calendar: ShiftIndex, member: Member, span: Span, wide: Span
    ) -> Iterator[Span]:
        length = self.rest_minutes * MINUTE
        latest = span.end - min(self.inside_minutes * MINUTE, length)
        ends = {each.span.end for each in calendar.during(member, wide)} | {wide.start}
        for end in sorted(ends):
            if wide.start <= end <= latest:
                yield Span(end, end + length)
