"""Constraint: the hours of some weeks together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.calendar import Days
from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Minutes
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class MinutesOverWeeks(PersonalRule):
    """Everybody works at least and at most so many minutes in some weeks together.

    weeks is how many weeks are counted together, Monday to Sunday; null: all planned weeks and
    nothing else. Every row of so many weeks counts, for the least only where all of it is known;
    null as a bound: there is none.
    """

    least_minutes: Minutes | None = None
    most_minutes: Minutes | None = None
    weeks: Length | None = 4

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit for each bound, member and row of weeks."""
        for days in part.periods(self.weeks):
            whole = self.weeks is None or len(days) == 7 * self.weeks
            span = part.case.calendar.span(days)
            for member in part.members:
                worked = duty.minutes(member, span)
                for number, bound, because in (
                    (worked, self.most_minutes, _more),
                    (-worked, self.least_minutes if whole else None, _less),
                ):
                    if bound is not None:
                        yield Limit(
                            number=number,
                            at_most=bound if because is _more else -bound,
                            because=because(member, bound, days),
                            members=(member,),
                            span=span,
                        )


def _more(member: Member, bound: int, days: Days) -> Sentence:
    return say(
        "{member} would work more than {most} from {first} to {last}",
        member=member,
        most=timedelta(minutes=bound),
        first=days[0],
        last=days[-1],
    )


def _less(member: Member, bound: int, days: Days) -> Sentence:
    return say(
        "{member} would work less than {least} from {first} to {last}",
        member=member,
        least=timedelta(minutes=bound),
        first=days[0],
        last=days[-1],
    )
