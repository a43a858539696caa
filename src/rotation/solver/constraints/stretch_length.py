"""Constraint: shifts that adjoin."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Stretch
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class StretchLength(PersonalRule):
    """Shifts that follow each other without a break last twelve hours at most together.

    It goes with minimum-rest where adjoining shifts are allowed. A single shift is the business of
    shift-length.
    """

    most_minutes: Stretch = 720

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shortest chain of adjoining shifts that is too long."""
        for member in part.members:
            for chain in self._chains(part, member):
                yield Limit(
                    number=duty.count(member, chain),
                    at_most=len(chain) - 1,
                    because=say(
                        "{member} would work over {most} without a break, from {first} to {second}",
                        member=member,
                        most=timedelta(minutes=self.most_minutes),
                        first=chain[0].said,
                        second=chain[-1].said,
                    ),
                    members=(member,),
                    shifts=chain,
                )

    def _chains(self, part: CasePart, member: Member) -> Iterator[tuple[Shift, ...]]:
        shifts = part.near(member, self.most_minutes + 1440)
        following: dict[datetime, list[Shift]] = {}
        for each in shifts:
            following.setdefault(each.span.start, []).append(each)
        chains: list[tuple[Shift, ...]] = [(each,) for each in shifts]
        while chains:
            chain = chains.pop()
            if sum(each.minutes for each in chain) > self.most_minutes:
                if len(chain) > 1:
                    yield chain
            else:
                chains += [(*chain, each) for each in following.get(chain[-1].span.end, ())]
