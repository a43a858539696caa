"""Constraint: a fair share of the unsocial hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Shift
from rotation.solver.fair_shares import fair_shares
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class FairBurden(PersonalRule):
    """Evenings, weekends and holidays are shared by contract and presence, over the months.

    Each unit away from the fair share costs more than the unit before it; what the ledger carries
    in counts as done.
    """

    level: ClassVar[Level] = Level.FAIRNESS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 10

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit above and one below the fair share of each member."""
        case = part.case
        shares = case.calendar.kept("fair burden", lambda: _shares(case))
        loaded = case.calendar.kept("loaded", lambda: _loaded(case))
        for member in part.members:
            if member.id not in shares:
                continue
            share, load = shares[member.id], duty.weigh(member, loaded)
            said = {"member": member, "share": round(float(share), 1)}
            more = say("{member} would carry more than a fair share of {share}", **said)
            less = say("{member} would carry less than a fair share of {share}", **said)
            high, low = max(0, ceil(share)), max(0, floor(share))
            for number, bound, because in ((load, high, more), (-load, -low, less)):
                yield Limit(
                    number=number, at_most=bound, because=because, members=(member,), rising=15
                )


def _loaded(case: Horizon) -> list[tuple[Shift, int]]:
    return [(shift, shift.burden) for shift in case.shifts if shift.burden]


def _shares(case: Horizon) -> dict[str, Fraction]:
    carried = {each.id: each.burden for each in case.members}
    return fair_shares(case, lambda shift: shift.burden, carried)
