"""The audit of a rota: what it breaks and costs, what a change newly breaks, who else could."""

from collections.abc import Iterable
from dataclasses import dataclass

from rotation.errors import NotFound
from rotation.solver.case import Case
from rotation.solver.duty import Actual
from rotation.solver.entities import Assignments, Member, Shift
from rotation.solver.limits import Breach, Limit, Rule, place, price
from rotation.solver.part import CasePart


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One member for one place: what it would newly break or cost, and what it would mend.

    ``fits``: no rule that must hold is newly broken. ``points`` is the change of the rota's price.
    """

    member: str
    fits: bool
    points: int
    breaks: tuple[Breach, ...]
    mends: tuple[Breach, ...]


def breaches(case: Case, assignments: Assignments) -> tuple[Breach, ...]:
    """Return every limit a rota exceeds: those that must hold first, then the dearest."""
    found = _broken(case, CasePart.whole(case), Actual(case, assignments))
    return tuple(sorted(found, key=_weight))


def points(case: Case, assignments: Assignments) -> int:
    """Return the price of a rota: lower is better."""
    return sum(each.points for each in breaches(case, assignments))


def newly_broken(case: Case, before: Assignments, after: Assignments) -> tuple[Breach, ...]:
    """Return the breaches of ``after`` that ``before`` has not, or not as badly."""
    return worse(breaches(case, after), breaches(case, before))


def worse(after: Iterable[Breach], before: Iterable[Breach]) -> tuple[Breach, ...]:
    """Return the breaches of ``after`` that exceed those of ``before`` on the same limit."""
    known: dict[tuple[object, ...], int] = {}
    for each in before:
        known[_place(each)] = max(known.get(_place(each), 0), each.excess)
    return tuple(each for each in after if each.excess > known.get(_place(each), 0))


def change(
    case: Case, before: Assignments, after: Assignments
) -> tuple[tuple[Breach, ...], tuple[Breach, ...]]:
    """Return the breaches that ``after`` adds to ``before``, and those that it mends.

    Only the limits that the places which differ can touch are read.
    """
    touched = [
        (case.member[who], case.shift[place])
        for place, who in sorted(before ^ after)
        if who in case.member and place in case.shift
    ]
    old, new = Actual(case, before), Actual(case, after)
    whole = CasePart.whole(case)
    parts = [whole.at(member, shift) for member, shift in touched]
    was, is_now = _of_parts(case, parts, old), _of_parts(case, parts, new)
    breaks, mends = worse(is_now, was), worse(was, is_now)
    return tuple(sorted(breaks, key=_weight)), tuple(sorted(mends, key=_weight))


def _of_parts(case: Case, parts: Iterable[CasePart], duty: Actual) -> list[Breach]:
    """Return the breaches of several parts, each once."""
    found = {_place(each): each for part in parts for each in _broken(case, part, duty)}
    return list(found.values())


def candidates(
    case: Case, assignments: Assignments, shift: str, instead_of: str | None = None
) -> tuple[Candidate, ...]:
    """Return everybody who is not on a shift, best first, as one more or instead of somebody.

    Only the limits of the member and the shift concerned are read.
    """
    if shift not in case.shift:
        raise NotFound("There is no such shift in this rota.")
    place = case.shift[shift]
    without = assignments - {(shift, instead_of or "")}
    people = [each for each in case.members if (shift, each.id) not in assignments]
    before = Actual(case, without)
    found = [_candidate(case, before, without, each, place) for each in people]
    return tuple(sorted(found, key=lambda each: (not each.fits, each.points, each.member)))


def _candidate(
    case: Case, before: Actual, without: Assignments, member: Member, shift: Shift
) -> Candidate:
    part = CasePart.whole(case).at(member, shift)
    old = _broken(case, part, before)
    new = _broken(case, part, Actual(case, without | {(shift.id, member.id)}))
    breaks, mends = worse(new, old), worse(old, new)
    return Candidate(
        member=member.id,
        fits=not any(each.must_hold for each in breaks),
        points=sum(each.points for each in new) - sum(each.points for each in old),
        breaks=tuple(sorted(breaks, key=_weight)),
        mends=tuple(sorted(mends, key=_weight)),
    )


def _broken(case: Case, part: CasePart, duty: Actual) -> list[Breach]:
    allowed = case.allowed
    found = []
    for rule in case.rules:
        for limit in rule.limits(rule.part_for(part), duty):
            if limit.number > limit.at_most:
                by = allowed.get(place(rule, limit), 0) if allowed else 0
                if limit.number > limit.at_most + by:
                    found.append(_breach(rule, limit, by))
    return found


def _breach(rule: Rule, limit: Limit[int], allowed: int) -> Breach:
    excess = limit.number - limit.at_most - allowed
    return Breach(
        rule=rule.name,
        because=limit.because,
        must_hold=rule.weight is None,
        at_most=limit.at_most,
        excess=excess,
        points=price(excess, limit.rising) * limit.times * (rule.weight or 0),
        level=rule.level,
        members=tuple(each.id for each in limit.members),
        shifts=tuple(each.id for each in limit.shifts),
        span=limit.span,
    )


def _place(breach: Breach) -> tuple[object, ...]:
    template = breach.because.template
    # A rule may bound a number from both sides and give the same reason for both.
    return breach.rule, template, breach.at_most, breach.members, breach.shifts, breach.span


def _weight(breach: Breach) -> tuple[object, ...]:
    return not breach.must_hold, -breach.points, breach.rule, breach.members, breach.shifts
