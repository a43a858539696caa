"""Constraint: a long rest within some days of work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.calendar import Part
from rotation.solver.case import Member, Shift
from rotation.solver.duty import Duty
from rotation.solver.gaps import MINUTE
from rotation.solver.limits import Few, Limit, N, PersonalRule, Rest
from rotation.timespan import DAY, Span
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class RestWithinDays(PersonalRule):
    """Within seven days of starting a shift everybody rests for 36 hours without a break.

    The days are of 24 elapsed hours each; time that is not known is taken as free. or_rest_minutes
    let a longer rest within or_days of the same start stand instead, which may be taken in parts
    of or_part_minutes at least; each missing minute of it is then a unit.
    Source of the default: Arbeidstijdenwet 5:5, 36 hours in each 7 × 24, or 72 hours in each
    14 × 24 in parts of 32 hours at least.
    """

    rest_minutes: Rest = 2160
    days: Few = 7
    or_rest_minutes: Rest | None = None
    or_part_minutes: Rest = 1920
    or_days: Few = 14

    def limits(self, part: Part, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift they could start."""
        calendar, rest = part.case.calendar, self.rest_minutes * MINUTE
        longest = max(self.days, self.or_days if self.or_rest_minutes else 0)
        for member in part.members:
            for shift in part.near(member, longest * 1440):
                within = Span(shift.span.start, shift.span.start + self.days * DAY)
                ends = {each.span.end for each in calendar.during(member, within)}
                spans = (Span(end, end + rest) for end in ends if end + rest <= within.end)
                missing = duty.works(member, shift) - duty.sum(
                    duty.rests(member, each) for each in spans
                )
                if self.or_rest_minutes:
                    missing = missing * self.or_rest_minutes - self._parts(member, shift, duty)
                    within = Span(shift.span.start, shift.span.start + longest * DAY)
                yield Limit(
                    number=missing,
                    at_most=0,
                    because=self._because(member, shift),
                    members=(member,),
                    span=within,
                )

    def _parts(self, member: Member, shift: Shift, duty: Duty[N]) -> N:
        """Return the minutes of rest after shifts, in long enough parts, that the way out counts.

        A part counts for as long as it lasts up to the whole rest asked for: a step of minutes for
        each shift that could end it later than the one before.
        """
        calendar, whole = duty.calendar, self.or_rest_minutes or 0
        within = Span(shift.span.start, shift.span.start + self.or_days * DAY)
        there = calendar.during(member, within)
        found = []
        for end in sorted({each.span.end for each in there}):
            most = min(whole, (within.end - end) // MINUTE)
            lengths = {(each.span.start - end) // MINUTE for each in there}
            steps = {each for each in lengths if self.or_part_minutes < each < most}
            last = 0
            for length in sorted({*steps, self.or_part_minutes, most}):
                if self.or_part_minutes <= length <= most:
                    rests = duty.rests_from(member, Span(end, end + length * MINUTE))
                    found.append(rests * (length - last))
                    last = length
        return duty.sum(found)

    def _because(self, member: Member, shift: Shift) -> Sentence:
        usual = {
            "member": member,
            "rest": timedelta(minutes=self.rest_minutes),
            "days": self.days,
            "shift": shift.said,
        }
        if not self.or_rest_minutes:
            return say("{member} would not rest for {rest} within {days} days of {shift}", **usual)
        return say(
            "{member} would rest neither for {rest} within {days} days of {shift} nor for {whole}"
            " within {more} days",
            **usual,
            whole=timedelta(minutes=self.or_rest_minutes),
            more=self.or_days,
        )
