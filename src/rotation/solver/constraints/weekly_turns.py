"""Constraint: turns by the week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Names, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class WeeklyTurns(Rule):
    """People take turns by the week: each has all of certain shifts in every n-th week.

    people names them by id in their order, patterns the shifts by id or name; the first one's turn
    is the week of since. A place of somebody who is away is filled as any other.
    """

    weight: Weight | None = 200
    people: Names = ()
    patterns: Names = ()
    since: date = date(2026, 1, 5)

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift of the patterns: whoever is on turn works it."""
        people = [part.case.member[each] for each in self.people if each in part.case.member]
        for shift in part.shifts if people else ():
            if not shift.is_of(self.patterns):
                continue
            member = people[(shift.day - self.since).days // 7 % len(people)]
            yield Limit(
                number=1 - duty.works(member, shift),
                at_most=0,
                because=say("it is {member}'s turn on {shift}", member=member, shift=shift.said),
                members=(member,),
                shifts=(shift,),
            )
