"""The least a duty number can come to, whatever is worked of the planned shifts."""

from ortools.sat.python import cp_model

from rotation.solver.linear_sum import Sum
from rotation.solver.model.model import Model

_EFFORT = 0.5
"""Deterministic seconds; a number is of one member and some days, so that far less is enough."""


def least(model: Model, number: Sum, idle: int) -> int:
    """Return the least value of a number, by the definitions of its variables alone.

    No row of the model counts: what another rule forbids is for that rule to say. ``idle`` is a
    value it can have. Where the effort is not enough the bound found by then is returned.
    """
    asked = cp_model.CpModel()
    made: dict[int, cp_model.IntVar] = {}

    def known(variable: int) -> cp_model.IntVar:
        if variable not in made:
            made[variable] = asked.new_bool_var("")
            parts = [expression(each) for each in model.defined.get(variable, ())]
            for each in parts:
                asked.add(made[variable] >= each)
            if parts:
                asked.add(made[variable] <= sum(parts))
        return made[variable]

    def expression(of: Sum) -> cp_model.LinearExprT:
        terms = of.merged()
        variables = [known(variable) for variable, _ in terms]
        times = [each for _, each in terms]
        return cp_model.LinearExpr.weighted_sum(variables, times) + of.constant

    asked.minimize(expression(number))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _EFFORT
    status = solver.solve(asked)
    if status == cp_model.OPTIMAL:
        return round(solver.objective_value)
    return min(idle, round(solver.best_objective_bound)) if status == cp_model.FEASIBLE else idle
