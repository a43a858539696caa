"""Constraint: the length of a night shift."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit
from rotation.solver.linear_sum import N
from rotation.solver.nights import NightRule
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class NightLength(NightRule):
    """No night shift is longer than ten hours.

    A night shift has night_minutes or more between night_from and night_to.
    Source of the default: Arbeidstijdenwet 5:8.
    """

    decides_places: ClassVar[bool] = True

    most_minutes: Minutes = 600

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and night shift that is too long."""
        night = self.night(part.case.calendar)
        for shift in part.shifts:
            if shift.minutes <= self.most_minutes or not night(shift):
                continue
            for member in part.members:
                yield Limit(
                    number=duty.works(member, shift),
                    at_most=0,
                    because=say(
                        "{shift} is a night shift of more than {most}, too long for {member}",
                        shift=shift.said,
                        most=timedelta(minutes=self.most_minutes),
                        member=member,
                    ),
                    members=(member,),
                    shifts=(shift,),
                )
