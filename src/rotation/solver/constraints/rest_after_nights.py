"""Constraint: rest after several nights."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rotation.solver.calendar import ShiftIndex
from rotation.solver.duty import Duty, Filter
from rotation.solver.entities import Member, Shift
from rotation.solver.gaps import gap, widened
from rotation.solver.limits import Limit
from rotation.solver.linear_sum import N
from rotation.solver.nights import NightRule
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Few, Rest
from rotation.timespan import DAY
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class RestAfterNights(NightRule):
    """After three or more nights in a row everybody rests for 46 hours.

    nights is the length of the row; a further night goes on with it. The rest is taken after the
    last one.
    Source of the default: Arbeidstijdenwet 5:8.
    """

    nights: Few = 3
    rest_minutes: Rest = 2760

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member, last night of a row and shift too soon after it."""
        calendar, night = part.case.calendar, self.night(part.case.calendar)
        for member in part.members:
            for last in part.near(member, self.rest_minutes + self.nights * 1440):
                days = (last.day - DAY * at for at in range(self.nights))
                row = [_nights(calendar, member, day, night) for day in days]
                if not all(row):
                    continue
                goes_on = _nights(calendar, member, last.day + DAY, night)
                for second in _soon(calendar, member, last, self.rest_minutes):
                    if second in goes_on:
                        continue
                    between = [each for each in goes_on if each.span < second.span]
                    worked = duty.sum(duty.works_any(member, each) for each in row[1:])
                    ends = duty.works(member, last) + duty.works(member, second)
                    yield Limit(
                        number=worked + ends - duty.works_any(member, between),
                        at_most=self.nights,
                        because=_because(member, self, last, second),
                        members=(member,),
                        shifts=(last, second),
                    )


def _nights(calendar: ShiftIndex, member: Member, day: date, night: Filter) -> tuple[Shift, ...]:
    return tuple(each for each in calendar.on(member, day) if night(each))


def _soon(calendar: ShiftIndex, member: Member, last: Shift, minutes: int) -> Iterator[Shift]:
    wide = widened(last.span.start, last.span.end, minutes)
    yield from (each for each in calendar.during(member, wide) if 0 <= gap(last, each) < minutes)


def _because(member: Member, rule: RestAfterNights, last: Shift, second: Shift) -> Sentence:
    return say(
        "{member} would rest less than {rest} after {count} nights up to {first}, before {second}",
        member=member,
        rest=timedelta(minutes=rule.rest_minutes),
        count=rule.nights,
        first=last.said,
        second=second.said,
    )
