"""Constraint: which shift may not follow which on the next day."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from rotation.solver.calendar import Part
from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, N, PersonalRule
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ForbiddenSuccessions(PersonalRule):
    """Nobody works certain shifts on the day after certain others, such as early after late.

    pairs names first the shift pattern of a day, then the one that may not follow on the next day,
    by id or name.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def limits(self, part: Part, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member, two days and pair that both days have shifts of."""
        for today, tomorrow in part.windows(2) if self.pairs else ():
            for member, (first, second) in product(part.members, self.pairs):
                before = part.of_pattern(member, (today,), (first,))
                after = part.of_pattern(member, (tomorrow,), (second,))
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
