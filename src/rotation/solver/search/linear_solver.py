"""A program in the words of OR-Tools' linear solvers, and one run of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any

from ortools.linear_solver.python import model_builder

from rotation.solver.search.integer_program import Program

INFINITE = float("inf")
_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Engine:
    """A solver by its name, with its settings; not every one can be interrupted."""

    name: str
    settings: str
    stops: bool = False


SIMPLEX = Engine("GLOP", "use_dual_simplex: true", stops=True)
# Prices are whole numbers: what is less than one from the bound is the best there is.
BRANCHING = Engine("HIGHS", "output_flag=false,mip_rel_gap=0,mip_abs_gap=0.9")


def steps(points: float, share: float) -> Engine:
    """Return first-order steps; how far the answer may be off, in points and as a share."""
    criteria = f"eps_optimal_absolute: {points} eps_optimal_relative: {share}"
    # One thread: more gain nothing here, and the same input has to give the same answer.
    within = f"termination_criteria {{ simple_optimality_criteria {{ {criteria} }} }}"
    return Engine("PDLP", f"num_threads: 1 {within}")


class Ran:
    """The end of a linear solve: with an optimum, without any, or neither."""

    def __init__(
        self, solver: model_builder.Solver, status: model_builder.SolveStatus | None
    ) -> None:
        self.is_optimal = status == model_builder.SolveStatus.OPTIMAL
        self.is_impossible = status == model_builder.SolveStatus.INFEASIBLE
        # 40 × faster than the pandas series around it.
        self._inner: Any = solver._Solver__solve_helper  # type: ignore[attr-defined]  # noqa: SLF001

    @property
    def points(self) -> float:
        """Return the price of the optimum."""
        return float(self._inner.objective_value())

    def values(self, size: int) -> list[float]:
        """Return the values of so many variables."""
        return [self._inner.variable_value(at) for at in range(size)]

    def duals(self, size: int) -> list[float]:
        """Return the duals of so many rows."""
        return [self._inner.dual_value(at) for at in range(size)]


def model_of(
    program: Program, costs: Mapping[int, float], *, whole: bool = False
) -> model_builder.Model:
    """Return a program with some costs, its variables whole numbers or fractions."""
    model = model_builder.Model()  # type: ignore[no-untyped-call]  # no types published
    inner = model.helper
    for at, (low, high) in enumerate(zip(program.low, program.high, strict=True)):
        inner.add_var()
        inner.set_var_lower_bound(at, low)
        inner.set_var_upper_bound(at, high)
        if whole:
            inner.set_var_integrality(at, whole)
        if at in costs:
            inner.set_var_objective_coefficient(at, costs[at])
    for at, (terms, high) in enumerate(program.rows):
        inner.add_linear_constraint()
        inner.set_constraint_lower_bound(at, -INFINITE)
        inner.set_constraint_upper_bound(at, high)
        for variable, times in terms:
            inner.add_term_to_constraint(at, variable, times)
    return model


def run(
    model: model_builder.Model,
    by: Engine,
    seconds: float,
    should_stop: Callable[[], bool] | None = None,
) -> Ran:
    """Solve a model; an engine that cannot be stopped is left to end within its seconds."""
    solver = model_builder.Solver(by.name)
    solver.set_time_limit_in_seconds(seconds)
    solver.set_solver_specific_parameters(by.settings)
    ended: list[model_builder.SolveStatus] = []
    thread = Thread(target=lambda: ended.append(solver.solve(model)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_SECONDS)
        if should_stop and should_stop():
            if not by.stops:
                break
            solver.stop_search()  # type: ignore[no-untyped-call]  # no types published
    return Ran(solver, ended[0] if ended else None)
