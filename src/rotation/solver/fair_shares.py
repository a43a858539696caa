"""Fair shares of a load: divided by contract hours and presence."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial

from rotation.solver.entities import Member, Shift
from rotation.solver.horizon import Horizon


def fair_shares(
    case: Horizon, load: Callable[[Shift], int], carried: Mapping[str, int]
) -> dict[str, Fraction]:
    """Return, by member id, how much of the planned load would be fair to get.

    The load of the targets and what everybody carries in are divided by contract minutes ×
    presence among those who fit at least one loaded shift; what a member carries in counts as
    done. A member of unknown contract counts as the average one.
    """
    loaded = [shift for shift in case.shifts if load(shift)]
    sharing = [each for each in case.members if any(not s.missing(each) for s in loaded)]
    known = [each.target_minutes for each in sharing if each.target_minutes]
    usual = Fraction(sum(known), len(known)) if known else Fraction(1)
    size = partial(_size, usual=usual)
    whole = sum(map(size, sharing))
    total = sum(load(shift) * shift.target for shift in loaded)
    total += sum(carried.get(each.id, 0) for each in sharing)
    return {
        each.id: size(each) / whole * total - carried.get(each.id, 0) if whole else Fraction(0)
        for each in sharing
    }


def _size(member: Member, usual: Fraction) -> Fraction:
    hours = usual if member.target_minutes is None else Fraction(member.target_minutes)
    return hours * member.presence / 100
