"""The least change of a published rota that mends it: only what must move moves."""

from dataclasses import dataclass

from rotation.solver.case import Case
from rotation.solver.limits import Level
from rotation.solver.model.model import Model
from rotation.solver.outcome import LevelResult
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.greedy import greedy
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.linear_relaxation import Relaxed
from rotation.solver.search.relaxation_guided import guided

_FILLED = (Level.PLACES, Level.TARGETS)
_REST = (Level.HEALTH, Level.SURPLUS, Level.FAIRNESS, Level.STABILITY)
_LOW = -(10**15)


@dataclass(frozen=True)
class ChangePrices:
    """The price of each place that differs from the published rota, in weights of its promises."""

    prices: dict[int, int]
    fixed: int
    """The price of promises that no rota can keep."""

    @classmethod
    def of(cls, case: Case, model: Model) -> "ChangePrices":
        """Return the prices of a case: a gain weighs as much as the dearest promise of its shift.

        A shift that was not published has nothing to change.
        """
        nearness: dict[str, int] = {}
        for each in case.published:
            nearness[each.shift] = max(nearness.get(each.shift, 0), each.weight)
        prices, fixed = {}, 0
        for (shift, member), at in model.works.items():
            if shift in nearness:
                prices[at] = nearness[shift]
            if (shift, member) in case.calendar.promised:
                weight = case.calendar.promised[shift, member]
                prices[at], fixed = -weight, fixed + weight
        return cls(prices, fixed)

    def price(self, values: list[int]) -> int:
        """Return the weight of everything that differs."""
        return self.fixed + sum(price * values[at] for at, price in self.prices.items())


@dataclass
class Repaired:
    """The result of a repair: the levels, the number of places changed, and what is proven."""

    levels: list[LevelResult]
    proven: bool


def start(case: Case, model: Model) -> list[int]:
    """Return the values of the published rota as far as it can stand, its gaps filled."""
    kept = [model.works[key] for key in sorted(case.calendar.promised) if key in model.works]
    return greedy(model, kept)


def freeze(case: Case, program: Priced) -> None:
    """Fix the promises of frozen shifts to the people who can still come."""
    for (shift, member), at in program.model.works.items():
        edge = case.frozen_before
        near = edge is not None and case.shift[shift].span.start < edge
        if near and (shift, member) in case.calendar.promised and program.high[at]:
            program.low[at] = 1


def repair(case: Case, program: Priced, best: Incumbent, how: SearchRun) -> Repaired:
    """Make the best values those with the fewest changes among those with the fewest gaps.

    First gaps and changes together, gaps first; then, with as few of both, everything else.
    """
    changes = ChangePrices.of(case, program.model)
    filled = program.costs(_FILLED)
    scale = 1 + sum(abs(each) for each in changes.prices.values())
    costs = {at: price * scale for at, price in filled.items()} | changes.prices
    first = Incumbent(costs, best.values, _LOW)
    relaxation = guided(program, first, how)
    best.impossible = first.impossible
    if first.values is None:
        best.values = None
        return Repaired([], proven=False)
    gaps = tuple(program.points(first.values, [level]) for level in _FILLED)
    moved = changes.price(first.values)
    program.add(tuple(filled.items()), sum(gaps))
    program.add(tuple(changes.prices.items()), moved - changes.fixed)
    second = Incumbent(program.costs(_REST), first.values)
    if how.left():
        _rest(program, relaxation, (first.points or 0), second, how)
    best.values = second.values
    known = [points if first.is_settled else 0 for points in (*gaps, moved)]
    levels = [
        LevelResult("places", gaps[0], known[0]),
        LevelResult("targets", gaps[1], known[1]),
        LevelResult("changes", moved, known[2]),
        LevelResult("rest", second.points or 0, second.bound),
    ]
    return Repaired(levels, first.is_settled and second.is_settled)


def _rest(
    program: Priced, relaxation: Relaxed | None, points: int, second: Incumbent, how: SearchRun
) -> None:
    """Make everything else as good as it can be; what the first search rules out stays out."""
    if relaxation is None:
        guided(program, second, how)
        return
    part = relaxation.left_below(program, points + 1)
    inside = {at: second.costs[old] for at, old in enumerate(part.kept) if old in second.costs}
    fixed = second.price(part.whole([0] * len(part.kept)))
    small = Incumbent(inside, part.inside(second.values or []))
    guided(part.program, small, how)
    second.offer(part.whole(small.values or []))
    second.prove(small.bound + fixed)
