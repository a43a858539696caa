"""Constraint: how many nights in some weeks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit
from rotation.solver.linear_sum import N
from rotation.solver.nights import NightRule
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count, Length
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class NightsPerWindow(NightRule):
    """Nobody works more than 36 nights in sixteen weeks.

    A night shift has night_minutes or more between night_from and night_to. Weeks that are not
    known count as free of nights.
    Source of the default: Arbeidstijdenwet 5:8.
    """

    most: Count = 36
    weeks: Length = 16

    @property
    def looks_back(self) -> int:
        """Return how many weeks before the planned ones it wants to know about."""
        return self.weeks - 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weeks."""
        calendar, night = part.case.calendar, self.night(part.case.calendar)
        for days in part.closed_weeks(self.weeks):
            for member in part.members:
                starts = calendar.starting_in(member, days)
                yield Limit(
                    number=duty.count(member, filter(night, starts)),
                    at_most=self.most,
                    because=_reason(member, self.most, days[0], days[-1]),
                    members=(member,),
                    span=calendar.span(days),
                )


def _reason(member: Member, most: int, first: date, last: date) -> Sentence:
    if not most:
        return say(
            "{member} should work no night from {first} to {last}",
            member=member,
            first=first,
            last=last,
        )
    return say(
        "{member} would work more than {most} nights from {first} to {last}",
        member=member,
        most=most,
        first=first,
        last=last,
    )
