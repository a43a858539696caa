"""The audit of a rota: what it breaks and costs, what a change newly breaks, who else could."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rotation.errors import NotFound
from rotation.solver.case import Case
from rotation.solver.duty import Actual
from rotation.solver.entities import Assignments, Member, Shift
from rotation.solver.limits import Breach, Level, Limit, Rule, place, price, unit_price
from rotation.solver.part import CasePart


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One member for one place: what it would newly break or cost, and what it would mend.

    ``fits``: no rule that must hold is newly broken. ``points`` is the change of the rota's price,
    ``levels`` that of each level of the ladder, whose earlier ones count first.
    """

    member: str
    fits: bool
    points: int
    breaks: tuple[Breach, ...]
    mends: tuple[Breach, ...]
    levels: tuple[int, ...] = ()


def breaches(case: Case, assignments: Assignments) -> tuple[Breach, ...]:
    """Return every limit a rota exceeds: those that must hold first, then the dearest."""
    found = _broken(case, CasePart.whole(case), Actual(case, assignments))
    return tuple(sorted(found, key=_weight))


def points(case: Case, assignments: Assignments) -> int:
    """Return the price of a rota: lower is better."""
    return sum(each.points for each in breaches(case, assignments))


def open_places(case: Case, assignments: Assignments) -> int:
    """Return how many people the shifts of a rota lack to have as many as they should."""
    there = Counter(shift for shift, _ in assignments)
    return sum(max(0, shift.target - there[shift.id]) for shift in case.shifts)


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

    Instead of somebody the place moves: what its holder is relieved of, or lacks, counts as well.
    Only the limits of the members and the shift concerned are read.
    """
    if shift not in case.shift:
        raise NotFound("There is no such shift in this rota.")
    place = case.shift[shift]
    holder = case.member.get(instead_of or "")
    left = frozenset({(shift, holder.id)} if holder else ()) & assignments
    part = CasePart.whole(case).at(holder, place) if holder else None
    move = _Move(case, assignments, left, part)
    people = [each for each in case.members if (shift, each.id) not in assignments]
    found = [_candidate(move, each, place) for each in people]
    return tuple(sorted(found, key=lambda each: (not each.fits, each.points, each.member)))


@dataclass(frozen=True)
class _Move:
    """A place that somebody else takes: the rota before, what its holder leaves, their part."""

    case: Case
    before: Assignments
    left: Assignments
    holder: CasePart | None

    @cached_property
    def of_holder(self) -> list[Breach]:
        """Return what is broken in the holder's part while they have the place."""
        assert self.holder
        return _broken(self.case, self.holder, Actual(self.case, self.before))


def _candidate(move: "_Move", member: Member, shift: Shift) -> Candidate:
    part = CasePart.whole(move.case).at(member, shift)
    after = (move.before - move.left) | {(shift.id, member.id)}
    was = _broken(move.case, part, Actual(move.case, move.before))
    now = _broken(move.case, part, Actual(move.case, after))
    if move.holder is not None:
        # The limits of the shift itself are in both parts.
        was = _together(was, move.of_holder)
        now = _together(now, _broken(move.case, move.holder, Actual(move.case, after)))
    breaks, mends = worse(now, was), worse(was, now)
    return Candidate(
        member=member.id,
        fits=not any(each.must_hold for each in breaks),
        points=sum(each.points for each in now) - sum(each.points for each in was),
        breaks=tuple(sorted(breaks, key=_weight)),
        mends=tuple(sorted(mends, key=_weight)),
        levels=_by_level(now, was),
    )


def _together(some: Iterable[Breach], others: Iterable[Breach]) -> list[Breach]:
    """Return the breaches of two parts, each once; a rule may state the same limit twice."""
    found = list(some)
    missing = Counter(map(_place, found))
    for each in others:
        if missing[_place(each)]:
            missing[_place(each)] -= 1
        else:
            found.append(each)
    return found


def _by_level(now: Iterable[Breach], was: Iterable[Breach]) -> tuple[int, ...]:
    points: Counter[Level] = Counter()
    for each in now:
        points[each.level] += each.points
    for each in was:
        points[each.level] -= each.points
    return tuple(points[level] for level in Level)


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
        points=price(excess, limit.rising) * unit_price(rule, limit),
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
