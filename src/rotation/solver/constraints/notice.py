"""Constraint: notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.calendar import Part
from rotation.solver.duty import Duty
from rotation.solver.limits import Length, Limit, N, PersonalRule, Weight
from rotation.timespan import DAY
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Notice(PersonalRule):
    """Nobody gets or loses a published shift less than fourteen days before it starts.

    Days are of 24 hours. A rota that is published for the first time is not asked: whether it came
    in time is told by the compliance report.
    """

    decides_places: ClassVar[bool] = True

    weight: Weight | None = 40
    days: Length = 14

    def limits(self, part: Part, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift that starts too soon to be changed."""
        calendar, now = part.case.calendar, part.case.as_of
        for shift in part.shifts if now and part.case.published else ():
            if not now or not now <= shift.span.start < now + self.days * DAY:
                continue
            for member in part.members:
                place = duty.works(member, shift)
                yield Limit(
                    number=1 - place if (shift.id, member.id) in calendar.promised else place,
                    at_most=0,
                    because=say(
                        "{member} would hear of {shift} less than {days} days before",
                        member=member,
                        shift=shift.said,
                        days=self.days,
                    ),
                    members=(member,),
                    shifts=(shift,),
                )
