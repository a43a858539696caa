"""Why no rota keeps every rule that must hold: a smallest set of limits that clash."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from ortools.sat.python import cp_model

from rotation.solver.case import Case
from rotation.solver.model.build import plan
from rotation.solver.model.model import Model, Row
from rotation.solver.outcome import RuleConflict
from rotation.solver.search.integer_program import Program
from rotation.solver.search.linear_relaxation import suspects

_SECONDS = 4.0
_MOST_SHRUNK = 60

Rows = Sequence[Row]
Core = list[list[Row]]


def conflicts(case: Case, left: Callable[[], float]) -> tuple[list[Row], bool]:
    """Return limits that already clash among themselves, and whether none of them is idle.

    There is no objective, because with one the solver names every assumption. First each rule is
    assumed by member or shift, then each limit of those found by itself. ``left`` tells the
    seconds left; without any the set may hold more than it needs.
    """
    model = plan(case, must_only=True)
    stated = _suspected(model, left)
    rough = _core(model, _grouped(stated, _owner), left)
    single = [[row] for group in rough for row in group]
    fine = _core(model, single, left)
    smallest, minimal = _shrunk(model, fine or single, left)
    return [row for group in smallest for row in group], minimal


def _suspected(model: Model, left: Callable[[], float]) -> list[Row]:
    """Return rows that clash already as fractions, if any do, else all that a rule has stated."""
    elastic = [at for at, row in enumerate(model.rows) if row.rule]
    rows = [(row.terms, row.high) for row in model.rows]
    found = suspects(Program(list(model.low), list(model.high), rows), elastic, left())
    return [model.rows[at] for at in (elastic if found is None else found)]


def _owner(row: Row) -> Hashable:
    if not row.rule or not row.limit:
        return None
    about = row.limit.members or row.limit.shifts
    return row.rule.name, tuple(each.id for each in about)


def _grouped(rows: Rows, key: Callable[[Row], Hashable]) -> Core:
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.values())


def _core(model: Model, groups: Core, left: Callable[[], float]) -> Core:
    """Return the groups that the solver names when all of them are assumed; none: no clash."""
    sat = cp_model.CpModel()
    variables = _tied(sat, model, groups)
    literals = {}
    for group in groups:
        literal = sat.new_bool_var("")
        literals[literal.index] = group
        sat.add_assumption(literal)
        for row in group:
            _add(sat, variables, row).only_enforce_if(literal)
    solver = _solver(left)
    if solver.solve(sat) != cp_model.INFEASIBLE:
        return []
    return [literals[at] for at in solver.sufficient_assumptions_for_infeasibility()]


def _shrunk(model: Model, groups: Core, left: Callable[[], float]) -> tuple[Core, bool]:
    """Drop one group after another while the rest still clashes."""
    needed = list(groups)
    for group in groups if len(groups) <= _MOST_SHRUNK else ():
        if left() <= 0:
            return needed, False
        rest = [each for each in needed if each is not group]
        if _clash(model, rest, left):
            needed = rest
    return needed, len(groups) <= _MOST_SHRUNK and _clash(model, needed, left)


def _clash(model: Model, groups: Core, left: Callable[[], float]) -> bool:
    sat = cp_model.CpModel()
    variables = _tied(sat, model, groups)
    for group in groups:
        for row in group:
            _add(sat, variables, row)
    return bool(_solver(left).solve(sat) == cp_model.INFEASIBLE)


def _tied(sat: cp_model.CpModel, model: Model, groups: Core) -> dict[int, cp_model.IntVar]:
    """Return the variables that some rows are about, tied to those they are worked out from."""
    waiting = [variable for group in groups for row in group for variable, _ in row.terms]
    variables: dict[int, cp_model.IntVar] = {}
    while waiting:
        variable = waiting.pop()
        if variable not in variables:
            variables[variable] = sat.new_bool_var("")
            parts = model.defined.get(variable, ())
            waiting.extend(each for part in parts for each, _ in part.terms)
    for row in model.rows:
        if not row.rule and all(variable in variables for variable, _ in row.terms):
            _add(sat, variables, row)
    return variables


def _add(
    sat: cp_model.CpModel, variables: Mapping[int, cp_model.IntVar], row: Row
) -> cp_model.Constraint:
    names, times = [variables[v] for v, _ in row.terms], [t for _, t in row.terms]
    return sat.add_linear_constraint(
        cp_model.LinearExpr.weighted_sum(names, times), cp_model.INT_MIN, row.high
    )


def _solver(left: Callable[[], float]) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.05, min(_SECONDS, left()))
    return solver


def conflict(row: Row) -> RuleConflict:
    """Return a row as it is told."""
    assert row.rule
    assert row.limit
    return RuleConflict(
        rule=row.rule.name,
        because=row.limit.because,
        members=tuple(each.id for each in row.limit.members),
        shifts=tuple(each.id for each in row.limit.shifts),
    )
