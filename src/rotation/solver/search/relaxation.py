"""The linear relaxation of a program: a bound that is exact, and what each variable is worth.

The relaxation is solved in floating point, by the dual simplex method (GLOP) or, if it is large, by
a first-order method (PDLP: Applegate et al., "Practical large-scale linear programming using
primal-dual hybrid gradient", 2021), whose answer is a little less exact. The duals are then rounded
to whole multiples of 2⁻²⁰ and the bound is worked out again in whole numbers, which any duals of
the right sign allow (weak duality). So a proof never rests on a rounding error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Thread

from ortools.linear_solver.python import model_builder

from rotation.solver.search.program import Narrowed, Program

_UNIT = 1 << 20
_POLL_SECONDS = 0.02
_INFINITE = float("inf")
_NOTHING = 1e-6
_LARGE = 30_000
"""Variables from which first-order steps are quicker than the simplex method."""
_SIMPLEX = "GLOP", "use_dual_simplex: true"
_STEPS = "PDLP"
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
        """Return what is left of a program for values that cost less than some points.

        Of two parts of a program that are left, the one with more variables holds the other.
        """
        return self._within(program, (points - 1) * _UNIT - self.scaled)

    def cheapest(self, program: Program, spread: float) -> Narrowed:
        """Return what is left when no variable may add more than ``spread`` points a unit."""
        return self._within(program, round(max(spread, 0.01) * _UNIT))

    def spread_for(self, size: int) -> float:
        """Return the points a unit may add so that about so many variables are left."""
        dear = sorted(abs(each) for each in self.worth)
        return dear[min(size, len(dear) - 1)] / _UNIT

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
    by = _steps(_EXACTLY) if len(program.low) >= _LARGE else _SIMPLEX
    solver, status = _solved(_model(program, costs), seconds, should_stop, by)
    if status == model_builder.SolveStatus.INFEASIBLE and by is _SIMPLEX:
        return Relaxed(0, [], [], impossible=True)
    if status != model_builder.SolveStatus.OPTIMAL:
        return None
    inner = solver._Solver__solve_helper  # type: ignore[attr-defined]  # noqa: SLF001 - 40 × faster than its pandas
    duals = [inner.dual_value(at) for at in range(len(program.rows))]
    values = [inner.variable_value(at) for at in range(len(program.low))]
    return _exact(program, costs, duals, values)


def shares(
    program: Program,
    costs: Mapping[int, float],
    seconds: float,
    should_stop: Callable[[], bool] | None = None,
) -> list[float] | None:
    """Return roughly how much of each variable is taken at the least costs; None: no time."""
    solver, status = _solved(_model(program, costs), seconds, should_stop, _steps(_ROUGHLY))
    if status != model_builder.SolveStatus.OPTIMAL:
        return None
    inner = solver._Solver__solve_helper  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    return [inner.variable_value(at) for at in range(len(program.low))]


def suspects(program: Program, elastic: Sequence[int], seconds: float) -> list[int] | None:
    """Return rows among the elastic ones that cannot all hold, or None if the relaxation can.

    Every elastic row may be exceeded at the same price; those with a dual then prove the clash.
    """
    model = _model(program, {})
    inner = model.helper
    for at, row in enumerate(elastic, len(program.low)):
        inner.add_var()
        inner.set_var_lower_bound(at, 0)
        inner.set_var_upper_bound(at, _INFINITE)
        inner.set_var_objective_coefficient(at, 1)
        inner.add_term_to_constraint(row, at, -1)
    solver, status = _solved(model, seconds, None)
    if status != model_builder.SolveStatus.OPTIMAL or solver.objective_value < _NOTHING:
        return None
    helper = solver._Solver__solve_helper  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    return [row for row in elastic if abs(helper.dual_value(row)) > _NOTHING]


def _solved(
    model: model_builder.Model,
    seconds: float,
    should_stop: Callable[[], bool] | None,
    by: tuple[str, str] = _SIMPLEX,
) -> tuple[model_builder.Solver, model_builder.SolveStatus | None]:
    name, parameters = by
    solver = model_builder.Solver(name)
    solver.set_time_limit_in_seconds(seconds)
    solver.set_solver_specific_parameters(parameters)
    ended: list[model_builder.SolveStatus] = []
    thread = Thread(target=lambda: ended.append(solver.solve(model)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_SECONDS)
        if should_stop and should_stop():
            if name == _STEPS:
                # It cannot be stopped: it is left to itself and ends within its seconds.
                return solver, None
            solver.stop_search()  # type: ignore[no-untyped-call]  # no types published
    return solver, ended[0] if ended else None


def _steps(exact: tuple[float, float]) -> tuple[str, str]:
    points, share = exact
    criteria = f"eps_optimal_absolute: {points} eps_optimal_relative: {share}"
    # One thread: more gain nothing here, and the same input has to give the same answer.
    within = f"termination_criteria {{ simple_optimality_criteria {{ {criteria} }} }}"
    return _STEPS, f"num_threads: 1 {within}"


def _model(program: Program, costs: Mapping[int, float]) -> model_builder.Model:
    model = model_builder.Model()  # type: ignore[no-untyped-call]  # no types published
    inner = model.helper
    for at, (low, high) in enumerate(zip(program.low, program.high, strict=True)):
        inner.add_var()
        inner.set_var_lower_bound(at, low)
        inner.set_var_upper_bound(at, high)
        if at in costs:
            inner.set_var_objective_coefficient(at, costs[at])
    for at, (terms, high) in enumerate(program.rows):
        inner.add_linear_constraint()
        inner.set_constraint_lower_bound(at, -_INFINITE)
        inner.set_constraint_upper_bound(at, high)
        for variable, times in terms:
            inner.add_term_to_constraint(at, variable, times)
    return model


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
