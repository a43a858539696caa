"""Constraint: a fair share of the unsocial hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.fair_shares import fair_shares
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import Sentence, say

_POINTS = 15
"""As far as this from a fair share each point costs more than the one before."""
_NEARLY = 1e-6


@dataclass(frozen=True, kw_only=True)
class FairBurden(PersonalRule):
    """Evenings, weekends and holidays are shared among those who could work them, over the months.

    Each shift is divided by contract among those who fit it, are under contract and there: leave
    leaves no debt. Each point away from the fair share costs more than the point before it; what
    the ledger carries in counts as done.
    """

    level: ClassVar[Level] = Level.FAIRNESS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 4

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit above and one below the fair share of each member."""
        case = part.case
        shares = case.calendar.kept("fair burden", lambda: fair_shares(case, _burden))
        loaded = case.calendar.kept("loaded", lambda: _loaded(case))
        point = Fraction(60, case.burden_unit)
        for member in part.members:
            if member.id not in shares:
                continue
            share, load = shares[member.id] - member.burden, duty.weigh(member, loaded)
            high, low = max(0, ceil(share - _NEARLY)), max(0, floor(share + _NEARLY))
            more, less = _reasons(member, max(0.0, float(share / point)))
            for number, bound, because in ((load, high, more), (-load, -low, less)):
                yield Limit(
                    number=number,
                    at_most=bound,
                    because=because,
                    members=(member,),
                    times=1 / point**2,
                    rising=max(1, ceil(_POINTS * point)),
                )


def _reasons(member: Member, share: float) -> tuple[Sentence, Sentence]:
    """Return what is said of more and of less; somebody may have done their share before."""
    if not share:
        done = say(
            "{member} has done more than a fair share of unsocial hours of late and would do more",
            member=member,
        )
        return done, done
    said = {"member": member, "share": round(share, 1)}
    return (
        say("{member} would do more unsocial work than a fair share of {share} points", **said),
        say("{member} would do less unsocial work than a fair share of {share} points", **said),
    )


def _burden(shift: Shift) -> int:
    return shift.burden


def _loaded(case: Horizon) -> list[tuple[Shift, int]]:
    return [(shift, shift.burden) for shift in case.shifts if shift.burden]
