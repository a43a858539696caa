"""Constraint: rest after a night or late shift."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rotation.solver.duty import Duty
from rotation.solver.gaps import gap
from rotation.solver.limits import Limit
from rotation.solver.linear_sum import N
from rotation.solver.nights import NightRule, night_minutes
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Rest, WallTime
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class RestAfterNight(NightRule):
    """Whoever works at night rests for fourteen hours when the shift ends after two.

    A night shift has night_minutes or more between night_from and night_to; only one that ends
    after ends_after asks for the rest. With another night it is a rule for late shifts.
    Source of the default: Arbeidstijdenwet 5:8.
    """

    ends_after: WallTime = "02:00"
    rest_minutes: Rest = 840

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift too soon after a night shift."""
        calendar, night = part.case.calendar, self.night(part.case.calendar)
        for member in part.members:
            for first, second in part.pairs_closer_than(member, self.rest_minutes, duty):
                if gap(first, second) < 0 or not night(first):
                    continue
                if not night_minutes(calendar, first, self.ends_after, self.night_to):
                    continue
                yield Limit(
                    number=duty.works(member, first) + duty.works(member, second),
                    at_most=1,
                    because=say(
                        "{member} would rest less than {rest} after {first}, before {second}",
                        member=member,
                        rest=timedelta(minutes=self.rest_minutes),
                        first=first.said,
                        second=second.said,
                    ),
                    members=(member,),
                    shifts=(first, second),
                )
