"""Constraint: the number of shifts of a week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class ShiftsPerWeek(PersonalRule):
    """Nobody starts more shifts in a week, Monday to Sunday, than their contract allows.

    most caps everybody, whatever their contract says; by default only contracts count.
    """

    by_default: ClassVar[bool] = True

    most: Count | None = None

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member with a maximum and week."""
        for days in part.weeks():
            for member in part.members:
                caps = [c for c in (member.max_shifts, self.most) if c is not None]
                if caps:
                    yield Limit(
                        number=duty.shifts_on(member, days),
                        at_most=min(caps),
                        because=_reason(member, min(caps), days[0]),
                        members=(member,),
                        span=part.case.calendar.span(days),
                    )


def _reason(member: Member, most: int, monday: date) -> Sentence:
    if not most:
        return say(
            "{member} should have no shift in the week of {monday}", member=member, monday=monday
        )
    return say(
        "{member} would have more than {most} shifts in the week of {monday}",
        member=member,
        most=most,
        monday=monday,
    )
