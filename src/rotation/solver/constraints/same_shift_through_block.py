"""Constraint: one kind of shift at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class SameShiftThroughBlock(PersonalRule):
    """Whoever works on days in a row works the same shift on all of them."""

    weight: Weight | None = 10

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member, two days in a row and pattern of the first."""
        calendar = part.case.calendar
        for today, tomorrow in part.windows(2):
            for member in part.members:
                second = calendar.on(member, tomorrow)
                for pattern in sorted({each.pattern for each in calendar.on(member, today)}):
                    same = [each for each in calendar.on(member, today) if each.pattern == pattern]
                    other = [each for each in second if each.pattern != pattern]
                    if other:
                        yield Limit(
                            number=duty.works_any(member, same) + duty.works_any(member, other),
                            at_most=1,
                            because=say(
                                "{member} would change to another shift on the day after {shift}",
                                member=member,
                                shift=same[0].said,
                            ),
                            members=(member,),
                            span=calendar.span((today, tomorrow)),
                        )
