"""Constraint: daily rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.gaps import gap
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class MinimumRest(PersonalRule):
    """Nobody starts a shift within eleven hours of finishing one.

    Hours are elapsed hours, also over a clock change. With adjoining_allowed a shift may follow
    another without any break, and the two count as one stretch of work.
    Source: directive 2003/88/EC, article 3.
    """

    by_default: ClassVar[bool] = True

    rest_minutes: Minutes = 660
    adjoining_allowed: bool = False

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and pair of shifts too close to each other."""
        rest = timedelta(minutes=self.rest_minutes)
        for member in part.members:
            for first, second in part.pairs_closer_than(member, self.rest_minutes, duty):
                between = gap(first, second)
                if between < 0 or (self.adjoining_allowed and not between):
                    continue
                yield Limit(
                    number=duty.works(member, first) + duty.works(member, second),
                    at_most=1,
                    because=say(
                        "{member} would rest less than {rest} between {first} and {second}",
                        member=member,
                        rest=rest,
                        first=first.said,
                        second=second.said,
                    ),
                    members=(member,),
                    shifts=(first, second),
                )
