"""Constraint: the hours of a contract that belong to the rota."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil, floor, gcd
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.fair_shares import rota_targets
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import Sentence, say

_HOURS = 12
"""As far as this from the rota hours each hour costs more than the one before."""
_NEARLY = 1e-6


@dataclass(frozen=True, kw_only=True)
class RotaHours(PersonalRule):
    """Members work the hours of their contract that belong to the rota, as far as there are any.

    Only for contracts that name them. They even out over the weeks that the ledger remembers, and
    shrink with the time a member is away. Hours between those of the contract and those of a fair
    share cost nothing; beyond, each hour costs more than the one before it.
    """

    level: ClassVar[Level] = Level.FAIRNESS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 48

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit above and one below the rota hours of each member who has any."""
        case = part.case
        targets = case.calendar.kept("rota hours", lambda: rota_targets(case))
        unit = case.calendar.kept("rota unit", lambda: _unit(case))
        hour = Fraction(60, unit)
        for member in part.members:
            if member.id not in targets:
                continue
            due = targets[member.id]
            least, most = (max(0.0, each - member.minutes) for each in (due.least, due.most))
            worked = duty.weigh(member, ((each, each.minutes // unit) for each in case.shifts))
            more, less = _reasons(member, least, most)
            high, low = ceil(most / unit - _NEARLY), floor(least / unit + _NEARLY)
            for number, bound, because in ((worked, high, more), (-worked, -low, less)):
                yield Limit(
                    number=number,
                    at_most=bound,
                    because=because,
                    members=(member,),
                    times=1 / hour**2,
                    rising=max(1, ceil(_HOURS * hour)),
                )


def _reasons(member: Member, least: float, most: float) -> tuple[Sentence, Sentence]:
    """Return what is said of more minutes than are due at most, and of fewer than at least."""
    more = {"member": member, "hours": timedelta(minutes=round(most))}
    less = {"member": member, "hours": timedelta(minutes=round(least))}
    return (
        say("{member} would work more than the {hours} of their rota hours", **more),
        say("{member} would work less than the {hours} of their rota hours", **less),
    )


def _unit(case: Horizon) -> int:
    """Return in how many minutes the shifts are whole numbers, a quarter of an hour at least."""
    return max(15, gcd(*(each.minutes for each in case.shifts)) if case.shifts else 60)
