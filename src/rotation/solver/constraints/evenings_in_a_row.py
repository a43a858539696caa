"""Constraint: evenings in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Shift
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, WallTime, Weight
from rotation.timespan import wall_minutes
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class EveningsInARow(PersonalRule):
    """Nobody works more than four evening shifts in five days.

    An evening shift ends after reaches, or on the next day.
    """

    by_default: ClassVar[bool] = True

    weight: Weight | None = 300
    most: Length = 4
    reaches: WallTime = "19:00"

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and row of one day more."""
        case, until = part.case, wall_minutes(self.reaches)
        late = case.calendar.kept(f"late {self.reaches}", lambda: _late(case, until))
        for days in part.windows(self.most + 1):
            one_week = days[0].isocalendar()[:2] == days[-1].isocalendar()[:2]
            for member in part.members:
                if one_week and (member.max_shifts or self.most + 1) <= self.most:
                    continue  # no rota that keeps the contract exceeds it
                on = (shift for day in days for shift in case.calendar.on(member, day))
                yield Limit(
                    number=duty.count(member, (each for each in on if each.id in late)),
                    at_most=self.most,
                    because=say(
                        "{member} would work more than {most} evenings from {first} to {last}",
                        member=member,
                        most=self.most,
                        first=days[0],
                        last=days[-1],
                    ),
                    members=(member,),
                    span=case.calendar.span(days),
                )


def _late(case: Horizon, until: int) -> frozenset[str]:
    """Return the ids of the shifts, planned or worked, that end after a minute of their day."""
    shifts = {each.id: each for each in case.shifts}
    shifts |= {each.shift.id: each.shift for each in case.history}
    return frozenset(who for who, shift in shifts.items() if _reaches(case, shift, until))


def _reaches(case: Horizon, shift: Shift, until: int) -> bool:
    end = case.calendar.local(shift.span.end)
    return end.date() > shift.day or end.hour * 60 + end.minute > until
