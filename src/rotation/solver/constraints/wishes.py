"""Constraint: what members would like, and would rather not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.calendar import Part
from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, N, PersonalRule, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class Wishes(PersonalRule):
    """Members get the shifts they would like and not those they would rather not work.

    A wish for a time when there is no shift they can work is no wish.
    """

    level: ClassVar[Level] = Level.WISHES
    by_default: ClassVar[bool] = True

    weight: Weight | None = 4

    def limits(self, part: Part, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift rather not worked and per time liked."""
        calendar, asked = part.case.calendar, set(part.shifts)
        for member in part.members:
            for wish in member.wishes:
                shifts = calendar.wished(member, wish)
                if wish.prefers and not asked.isdisjoint(shifts):
                    yield Limit(
                        number=1 - duty.works_any(member, shifts),
                        at_most=0,
                        because=say(
                            "{member} would like to work on {shift}",
                            member=member,
                            shift=shifts[0].said,
                        ),
                        members=(member,),
                        shifts=shifts,
                        span=wish.span,
                        times=wish.weight,
                    )
                for shift in () if wish.prefers else shifts:
                    yield Limit(
                        number=duty.works(member, shift),
                        at_most=0,
                        because=say(
                            "{member} would rather not work on {shift}",
                            member=member,
                            shift=shift.said,
                        ),
                        members=(member,),
                        shifts=(shift,),
                        span=wish.span,
                        times=wish.weight,
                    )
