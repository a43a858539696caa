"""Constraint: which shift may not follow which on the next day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Annotated

from msgspec import Meta

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Name
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ForbiddenSuccessions(PersonalRule):
    """Nobody works certain shifts on the day after certain others, such as early after late.

    pairs names first the shift pattern of a day, then the one that may not follow on the next day,
    by id or name.
    """

    pairs: Annotated[tuple[tuple[Name, Name], ...], Meta(max_length=100)] = ()

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member, two days and pair that both days have shifts of."""
        for today, tomorrow in part.windows(2) if self.pairs else ():
            for member, (first, second) in product(part.members, self.pairs):
                before = _of_pattern(part, member, today, first)
                after = _of_pattern(part, member, tomorrow, second)
                if before and after:
                    yield Limit(
                        number=duty.works_any(member, before) + duty.works_any(member, after),
                        at_most=1,
                        because=say(
                            "{member} would work {second} on the day after {first}",
                            member=member,
                            first=before[0].said,
                            second=after[0].said,
                        ),
                        members=(member,),
                        shifts=before + after,
                    )


def _of_pattern(part: CasePart, member: Member, day: date, pattern: str) -> tuple[Shift, ...]:
    return tuple(each for each in part.case.calendar.on(member, day) if each.is_of((pattern,)))
