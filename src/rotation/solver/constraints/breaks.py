"""Constraint: breaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Minutes, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Breaks(PersonalRule):
    """A shift of more than six hours has a break of twenty minutes.

    Breaks are not planned: the rule marks the shifts that need one, and with a price prefers
    shorter ones.
    Source of the default: directive 2003/88/EC, article 4; Working Time Regulations 1998,
    regulation 12.
    """

    decides_places: ClassVar[bool] = True

    weight: Weight | None = 1
    after_minutes: Minutes = 360
    break_minutes: Minutes = 20

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift that needs the break."""
        for shift in part.shifts:
            if shift.minutes <= self.after_minutes:
                continue
            for member in part.members:
                yield Limit(
                    number=duty.works(member, shift),
                    at_most=0,
                    because=say(
                        "{member} needs a break of {break_length} during {shift}",
                        member=member,
                        break_length=timedelta(minutes=self.break_minutes),
                        shift=shift.said,
                    ),
                    members=(member,),
                    shifts=(shift,),
                )
