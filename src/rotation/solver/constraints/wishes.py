"""Constraint: what members would like, and would rather not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift, Wish
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class Wishes(PersonalRule):
    """Members get the shifts they would like and not those they would rather not work.

    A wish for a time when there is no shift they can work is no wish. A wish granted outweighs
    some points of unfairness, which later weeks even out.
    """

    level: ClassVar[Level] = Level.FAIRNESS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 1_500

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift rather not worked and per time liked."""
        asked = set(part.shifts)
        for member in part.members:
            for wish in member.wishes:
                shifts = part.case.calendar.wished(member, wish)
                if wish.prefers and not asked.isdisjoint(shifts):
                    liked = {"member": member, "shift": shifts[0].said}
                    because = say("{member} would like to work on {shift}", **liked)
                    yield _wished_shifts(
                        1 - duty.works_any(member, shifts), because, member, wish, shifts
                    )
                for shift in () if wish.prefers else shifts:
                    if shift not in asked:
                        continue
                    because = say(
                        "{member} would rather not work on {shift}", member=member, shift=shift.said
                    )
                    yield _wished_shifts(duty.works(member, shift), because, member, wish, (shift,))


def _wished_shifts(
    number: N, because: Sentence, member: Member, wish: Wish, shifts: tuple[Shift, ...]
) -> Limit[N]:
    return Limit(
        number=number,
        at_most=0,
        because=because,
        members=(member,),
        shifts=shifts,
        span=wish.span,
        times=wish.weight,
    )
