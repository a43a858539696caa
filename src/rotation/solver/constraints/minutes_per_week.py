"""Constraint: the hours of a week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class MinutesPerWeek(PersonalRule):
    """Nobody works more in a week, Monday to Sunday, than their contract allows.

    most_minutes caps everybody, whatever their contract says; by default only contracts count.
    """

    by_default: ClassVar[bool] = True

    most_minutes: Minutes | None = None

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member with a maximum and week."""
        for days in part.weeks():
            span = part.case.calendar.span(days)
            for member in part.members:
                caps = [c for c in (member.max_minutes, self.most_minutes) if c is not None]
                if caps:
                    yield Limit(
                        number=duty.minutes(member, span),
                        at_most=min(caps),
                        because=say(
                            "{member} would work more than {most} in the week of {monday}",
                            member=member,
                            most=timedelta(minutes=min(caps)),
                            monday=days[0],
                        ),
                        members=(member,),
                        span=span,
                    )
