"""The linear relaxation of a program: a bound that is exact, and what each variable is worth.

The relaxation is solved in floating point, by the dual simplex method (GLOP) or, if it is large, by
a first-order method (PDLP: Applegate et al., "Practical large-scale linear programming using
primal-dual hybrid gradient", 2021), whose answer is a little less exact. The duals are then rounded
to whole multiples of 2⁻²⁰ and the bound is worked out again in whole numbers, which any duals of
the right sign allow (weak duality). So a proof never rests on a rounding error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rotation.solver.search.integer_program import Narrowed, Program
from rotation.solver.search.linear_solver import INFINITE, SIMPLEX, model_of, run, steps

_UNIT = 1 << 20
_NOTHING = 1e-6
_LARGE = 30_000
"""Variables from which first-order steps are quicker than the simplex method."""
_EXACTLY, _ROUGHLY = (1e-3, 1e-5), (1e-3, 1e-3)
"""How far a first-order answer may be off: in points, and as a share of the price."""


@dataclass(frozen=True)
class Relaxed:
    """No values of the program cost less than ``bound`` (in 2⁻²⁰ points).

    A variable away from its cheaper bound adds at least ``worth`` (in 2⁻²⁰ points) a unit: positive
    where low is cheaper, negative where high is. ``impossible``: not even fractions keep the rows.
    """

    scaled: int
    worth: list[int]
    values: list[float]
    impossible: bool = False

    @property
    def bound(self) -> int:
        """Return the least whole number of points."""
        return -(-self.scaled // _UNIT)

    def left_below(self, program: Program, points: int) -> Narrowed:
        """Return the rest of a program for values that cost less than some points.

        Of two parts of a program that are left, the one with more variables holds the other.
        """
        return self._within(program, (points - 1) * _UNIT - self.scaled)

    def cheapest(self, program: Program, spread: float) -> Narrowed:
        """Return what is left when no variable may add more than ``spread`` points a unit."""
        return self._within(program, round(max(spread, 0.01) * _UNIT))

    def spread_for(self, program: Program, size: int) -> float:
        """Return the points a unit may add so that at least so many variables are left, or all."""
        bounds = zip(self.worth, program.low, program.high, strict=True)
        dear = sorted(abs(worth) for worth, low, high in bounds if low < high)
        return dear[min(size, len(dear)) - 1] / _UNIT

    def _within(self, program: Program, room: int) -> Narrowed:
        low, high = list(program.low), list(program.high)
        for at, each in enumerate(self.worth):
            if each > room:
                high[at] = low[at]
            elif -each > room:
                low[at] = high[at]
        return program.narrowed(low, high)


def relaxed(
    program: Program,
    costs: Mapping[int, int],
    seconds: float,
    should_stop: Callable[[], bool] | None = None,
) -> Relaxed | None:
    """Return the relaxation of a program, or None when there was no time for it."""
    by = SIMPLEX if len(program.low) < _LARGE else steps(*_EXACTLY)
    ran = run(model_of(program, costs), by, seconds, should_stop)
    if ran.is_impossible and by is SIMPLEX:
        return Relaxed(0, [], [], impossible=True)
    if not ran.is_optimal:
        return None
    return _exact(program, costs, ran.duals(len(program.rows)), ran.values(len(program.low)))


def shares(
    program: Program,
    costs: Mapping[int, float],
    seconds: float,
    should_stop: Callable[[], bool] | None = None,
) -> list[float] | None:
    """Return roughly how much of each variable is taken at the least costs; None: no time."""
    ran = run(model_of(program, costs), steps(*_ROUGHLY), seconds, should_stop)
    return ran.values(len(program.low)) if ran.is_optimal else None


def suspects(program: Program, elastic: Sequence[int], seconds: float) -> list[int] | None:
    """Return rows among the elastic ones that cannot all hold, or None if the relaxation can.

    Every elastic row may be exceeded at the same price; those with a dual then prove the clash.
    """
    model = model_of(program, {})
    inner = model.helper
    for at, row in enumerate(elastic, len(program.low)):
        inner.add_var()
        inner.set_var_lower_bound(at, 0)
        inner.set_var_upper_bound(at, INFINITE)
        inner.set_var_objective_coefficient(at, 1)
        inner.add_term_to_constraint(row, at, -1)
    ran = run(model, SIMPLEX, seconds)
    if not ran.is_optimal or ran.points < _NOTHING:
        return None
    duals = ran.duals(len(program.rows))
    return [row for row in elastic if abs(duals[row]) > _NOTHING]


def _exact(
    program: Program, costs: Mapping[int, int], duals: Sequence[float], values: list[float]
) -> Relaxed:
    worth = [costs.get(at, 0) * _UNIT for at in range(len(program.low))]
    bound = 0
    for (terms, high), dual in zip(program.rows, duals, strict=True):
        price = min(0, round(dual * _UNIT))
        if price:
            bound += price * high
            for variable, times in terms:
                worth[variable] -= price * times
    for at, each in enumerate(worth):
        bound += each * (program.low[at] if each > 0 else program.high[at])
    return Relaxed(bound, worth, values)
