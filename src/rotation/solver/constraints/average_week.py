"""Constraint: the average working week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rotation.solver.calendar import Part
from rotation.solver.case import Member
from rotation.solver.duty import Duty
from rotation.solver.limits import Length, Limit, Minutes, N, PersonalRule
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class AverageWeek(PersonalRule):
    """Nobody works more than 48 hours a week on average over some months.

    weeks is how many weeks are averaged, Monday to Sunday; where fewer are known, or a contract is
    younger, those are averaged. Leave is not taken out of the average. Shifts over the end of a row
    count with their part in it.
    Source of the default: directive 2003/88/EC, articles 6(b) and 16(b).
    """

    average_minutes: Minutes = 2880
    weeks: Length = 17

    @property
    def looks_back(self) -> int:
        """Return how many weeks before the planned ones it wants to know about."""
        return self.weeks - 1

    def limits(self, part: Part, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of weeks."""
        for row in part.closed_weeks(self.weeks):
            for member in part.members:
                days = tuple(day for day in row if _counts(member, day))
                if not days:
                    continue
                span = part.case.calendar.span(days)
                yield Limit(
                    number=duty.minutes(member, span),
                    at_most=self.average_minutes * len(days) // 7,
                    because=say(
                        "{member} would work over {most} a week on average from {first} to {last}",
                        member=member,
                        most=timedelta(minutes=self.average_minutes),
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=span,
                )


def _counts(member: Member, day: date) -> bool:
    """Tell whether the week of a day is under contract, so that newcomers start anew."""
    sunday = day + timedelta(days=6 - day.weekday())
    return member.starts_on is None or member.starts_on <= sunday
