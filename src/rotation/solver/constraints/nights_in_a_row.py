"""Constraint: nights in a row."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit
from rotation.solver.linear_sum import N
from rotation.solver.nights import NightRule
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class NightsInARow(NightRule):
    """Nobody works on more than seven nights in a row.

    A night shift has night_minutes or more between night_from and night_to, and counts on the day
    it starts on.
    Source of the default: Arbeidstijdenwet 5:8.
    """

    most: Length = 7

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of one night more."""
        night = self.night(part.case.calendar)
        for days in part.windows(self.most + 1):
            for member in part.members:
                starts = [part.case.calendar.on(member, day) for day in days]
                nights = [[each for each in shifts if night(each)] for shifts in starts]
                if not all(nights):
                    continue
                yield Limit(
                    number=duty.sum(duty.works_any(member, each) for each in nights),
                    at_most=self.most,
                    because=say(
                        "{member} would work every night from {first} to {last}",
                        member=member,
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=part.case.calendar.span(days),
                )
