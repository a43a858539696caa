"""Constraint: which shift may not follow which on the next day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Pairs
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class ForbiddenSuccessions(PersonalRule):
    """Nobody works certain shifts on the day after certain others, such as early after late.

    pairs names first the shift pattern of a day, then the one that may not follow on the next day,
    by id or name.
    """

    pairs: Pairs = ()

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member, two days and pair that both days have shifts of."""
        following: dict[str, list[str]] = defaultdict(list)
        for first, second in self.pairs:
            following[first].append(second)
        for today, tomorrow in part.windows(2) if following else ():
            for member in part.members:
                earlier, later = (
                    _by_pattern(part, member, today),
                    _by_pattern(part, member, tomorrow),
                )
                # A team of 100 shift patterns may forbid 10,000 pairs; a day has few of them.
                for first in earlier:
                    for second in following.get(first, ()):
                        if second in later:
                            yield _limit(member, earlier[first], later[second], duty)


def _by_pattern(part: CasePart, member: Member, day: date) -> dict[str, tuple[Shift, ...]]:
    """Return the shifts of a day by what their pattern goes by: its id, its name."""
    found: dict[str, tuple[Shift, ...]] = {}
    for each in part.case.calendar.on(member, day):
        for name in dict.fromkeys((each.pattern, each.name)):
            found[name] = (*found.get(name, ()), each)
    return found


def _limit(
    member: Member, before: tuple[Shift, ...], after: tuple[Shift, ...], duty: Duty[N]
) -> Limit[N]:
    return Limit(
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
