"""Constraint: wishes that were passed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class PreferenceBank(PersonalRule):
    """Whose wishes were passed over of late is heard first.

    The bank holds, by member, how many more of their dated wishes were passed over than of others
    on average; each counts the weight for every wish of theirs.
    """

    level: ClassVar[Level] = Level.FAIRNESS

    weight: Weight | None = 100

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per wish of a member with credit that is not met."""
        asked = set(part.shifts)
        for member in part.members:
            for wish in member.wishes if member.credit > 0 else ():
                shifts = part.case.calendar.wished(member, wish)
                if asked.isdisjoint(shifts):
                    continue
                met = duty.works_any(member, shifts)
                yield Limit(
                    number=1 - met if wish.prefers else met,
                    at_most=0,
                    because=say(
                        "{member} was passed over {times} times more than others, and now again",
                        member=member,
                        times=member.credit,
                    ),
                    members=(member,),
                    shifts=shifts,
                    span=wish.span,
                    times=member.credit,
                )
