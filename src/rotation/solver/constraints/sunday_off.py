"""Constraint: Sundays off."""

from collections.abc import Iterator
from dataclasses import dataclass

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class SundayOff(PersonalRule):
    """Nobody works on a Sunday, midnight to midnight.

    Where the law knows exceptions, as for services to the public, a price says how rare they should
    be.
    Source: Code du travail L3132-3; Belgian labour act of 16 March 1971, article 11.
    """

    weight: Weight | None = 20

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and Sunday."""
        for days in part.windows(1):
            if days[0].weekday() == 6:
                span = part.case.calendar.span(days)
                for member in part.members:
                    yield Limit(
                        number=duty.works_during(member, span),
                        at_most=0,
                        because=say(
                            "{member} would work on Sunday, {day}", member=member, day=days[0]
                        ),
                        members=(member,),
                        span=span,
                    )
