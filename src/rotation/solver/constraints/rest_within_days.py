"""Constraint: a long rest within some days of work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.gaps import MINUTE
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Few, Rest
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

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift they could start."""
        calendar, rest = part.case.calendar, self.rest_minutes * MINUTE
        longest = max(self.days, self.or_days if self.or_rest_minutes else 0)
        for member in part.members:
            known: dict[Span, N] = {}
            for shift in part.near(member, longest * 1440):
                within = Span(shift.span.start, shift.span.start + self.days * DAY)
                ends = {each.span.end for each in calendar.during(member, within)}
                spans = (Span(end, end + rest) for end in ends if end + rest <= within.end)
                missing = duty.works(member, shift) - duty.sum(
                    duty.rests(member, each) for each in spans
                )
                if self.or_rest_minutes:
                    within = Span(shift.span.start, shift.span.start + longest * DAY)
                    parts = duty.sum(self._parts(member, shift, duty, known))
                    missing = missing * self.or_rest_minutes - parts
                yield Limit(
                    number=missing,
                    at_most=0,
                    because=self._because(member, shift),
                    members=(member,),
                    span=within,
                )

    def _parts(
        self, member: Member, shift: Shift, duty: Duty[N], known: dict[Span, N]
    ) -> Iterator[N]:
        """Yield the minutes of each long enough rest after a shift, in the days of the way out.

        None counts for more than the whole that is asked for. ``known`` are those of this member.
        """
        within = Span(shift.span.start, shift.span.start + self.or_days * DAY)
        whole = (self.or_rest_minutes or 0) * MINUTE
        for end in {each.span.end for each in duty.calendar.during(member, within)}:
            latest = min(within.end, end + whole)
            if latest - end >= self.or_part_minutes * MINUTE:
                room = Span(end, latest)
                if room not in known:
                    known[room] = self._counted(member, room, duty)
                yield known[room]

    def _counted(self, member: Member, room: Span, duty: Duty[N]) -> N:
        """Return the minutes of a rest from the end of a shift on, as far as there is room.

        It counts step by step: up to each shift that could end it later than the one before.
        """
        there = duty.calendar.during(member, room)
        starts: set[datetime] = {each.span.start for each in there}
        first: datetime = room.start + self.or_part_minutes * MINUTE
        counted, last = [], room.start
        for at in sorted({first, room.end, *(each for each in starts if first < each < room.end)}):
            rests = duty.rests_from(member, Span(room.start, at))
            counted.append(rests * ((at - last) // MINUTE))
            last = at
        return duty.sum(counted)

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
