"""Constraint: the shortest and longest shift."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ShiftLength(PersonalRule):
    """No shift is shorter than three or longer than twelve hours.

    Lengths are elapsed hours; null: no bound.
    Source of the defaults: Belgian labour act of 16 March 1971, article 21; Arbeidstijdenwet 5:7.
    """

    decides_places: ClassVar[bool] = True

    least_minutes: Minutes | None = 180
    most_minutes: Minutes | None = 720

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift outside the bounds."""
        low, high = self.least_minutes or 0, self.most_minutes
        for shift in part.shifts:
            if low <= shift.minutes and (high is None or shift.minutes <= high):
                continue
            for member in part.members:
                yield Limit(
                    number=duty.works(member, shift),
                    at_most=0,
                    because=say(
                        "{shift} lasts {length}, which is too short or too long for {member}",
                        shift=shift.said,
                        length=timedelta(minutes=shift.minutes),
                        member=member,
                    ),
                    members=(member,),
                    shifts=(shift,),
                )
