"""A model in the words of OR-Tools' CP-SAT, and one look for its best values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from threading import Thread

from ortools.sat.python import cp_model

from rotation.solver.limits import Level
from rotation.solver.model import Charge, Model, value

_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Found:
    """How a look ended: the values of all variables or None, and their price.

    No price is below ``bound``; ``impossible``: no values keep the rows.
    """

    values: tuple[int, ...] | None
    points: int
    bound: int
    impossible: bool = False

    @property
    def proven(self) -> bool:
        """Tell whether nothing better exists."""
        return self.values is not None and self.points <= self.bound


@dataclass(frozen=True)
class Look:
    """What a look is allowed and told: time, workers, a seed, and whom it tells about finds."""

    seconds: float
    workers: int = 2
    seed: int | None = None
    on_values: Callable[[Sequence[int], int, int], None] | None = None
    should_stop: Callable[[], bool] | None = None


@dataclass
class Translated:
    """A CP-SAT model with the variables of a model and the price of each level."""

    sat: cp_model.CpModel
    variables: list[cp_model.IntVar]
    prices: dict[Level, list[tuple[cp_model.IntVar, int]]] = field(default_factory=dict)
    slack: list[tuple[Charge, list[cp_model.IntVar]]] = field(default_factory=list)

    def start_from(self, values: Sequence[int] | None) -> None:
        """Give a value of every variable as a first guess, the excesses calculated from them."""
        self.sat.clear_hints()  # type: ignore[no-untyped-call]  # no types published
        if values is None:
            return
        for variable, guess in zip(self.variables, values, strict=True):
            self.sat.add_hint(variable, guess)
        for charge, slack in self.slack:
            excess = value(charge, values) - charge.high
            for step in slack[:-1]:
                self.sat.add_hint(step, int(excess > 0))
                excess -= 1
            self.sat.add_hint(slack[-1], max(0, excess))

    def total(self, levels: Iterable[Level]) -> cp_model.LinearExpr:
        """Return the price of some levels."""
        terms = [term for level in levels for term in self.prices.get(level, ())]
        return cp_model.LinearExpr.weighted_sum([v for v, _ in terms], [p for _, p in terms])


def translated(model: Model) -> Translated:
    """Return a model for CP-SAT, its charges as unit steps while their price rises."""
    sat = cp_model.CpModel()
    variables = [
        sat.new_int_var(low, high, "") for low, high in zip(model.low, model.high, strict=True)
    ]
    result = Translated(sat, variables)
    for row in model.rows:
        names, times = [variables[v] for v, _ in row.terms], [t for _, t in row.terms]
        sat.add(cp_model.LinearExpr.weighted_sum(names, times) <= row.high)
    for charge in model.charges:
        _add_charge(result, charge)
    return result


def _add_charge(result: Translated, charge: Charge) -> None:
    slack: list[cp_model.IntVar] = []
    prices = result.prices.setdefault(charge.level, [])
    steps = min(charge.most, charge.rising - 1)
    for step in range(steps):
        slack.append(result.sat.new_bool_var(""))
        prices.append((slack[-1], charge.points * (2 * step + 1)))
    if charge.most > steps:
        slack.append(result.sat.new_int_var(0, charge.most - steps, ""))
        prices.append((slack[-1], charge.points * (2 * charge.rising - 1)))
    names = [result.variables[v] for v, _ in charge.terms] + slack
    times = [t for _, t in charge.terms] + [-1] * len(slack)
    result.sat.add(cp_model.LinearExpr.weighted_sum(names, times) <= charge.high)
    result.slack.append((charge, slack))


def look(
    sat: Translated, levels: Iterable[Level], how: Look, hint: Sequence[int] | None = None
) -> Found:
    """Look for the least price of some levels; the hint (a value for every variable) is a start."""
    sat.sat.minimize(sat.total(levels))
    sat.start_from(hint)
    solver = cp_model.CpSolver()
    _set(solver.parameters, how)
    watch = _Watch(sat.variables, how.on_values) if how.on_values else None
    status = _run(solver, sat.sat, watch, how.should_stop)
    if status == cp_model.INFEASIBLE:
        return Found(None, 0, 0, impossible=True)
    bound = ceil(solver.best_objective_bound - 1e-6)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Found(None, 0, bound)
    values = tuple(solver.value(each) for each in sat.variables)
    return Found(values, round(solver.objective_value), bound)


def _set(parameters: cp_model.SatParameters, how: Look) -> None:
    parameters.max_time_in_seconds = max(how.seconds, 0.001)
    if how.seed is None and how.workers > 1:
        parameters.num_workers = how.workers
        parameters.subsolvers.append("reduced_costs")
        # Teams hold many people who can do the same: without it the proof goes through them all.
        parameters.symmetry_level = 4
    else:
        parameters.num_workers = 1
        parameters.linearization_level = 2
        parameters.random_seed = (how.seed or 0) % 2**31
        parameters.max_deterministic_time = how.seconds


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells about each better find: values, price and bound."""

    def __init__(
        self,
        variables: list[cp_model.IntVar],
        tell: Callable[[Sequence[int], int, int], None],
    ) -> None:
        super().__init__()
        self._variables = variables
        self._tell = tell

    def on_solution_callback(self) -> None:
        """Called by CP-SAT."""
        values = [self.value(each) for each in self._variables]
        self._tell(values, round(self.objective_value), ceil(self.best_objective_bound - 1e-6))


def _run(
    solver: cp_model.CpSolver,
    sat: cp_model.CpModel,
    watch: _Watch | None,
    should_stop: Callable[[], bool] | None,
) -> cp_model.CpSolverStatus:
    """Solve; while it goes on, ask whether to stop, and insist until it has."""
    if should_stop is None:
        return solver.solve(sat, watch)
    ended: list[cp_model.CpSolverStatus] = []
    thread = Thread(target=lambda: ended.append(solver.solve(sat, watch)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_SECONDS)
        # A stop asked before the search has started is lost: it is asked again until it works.
        if should_stop():
            solver.stop_search()
    return ended[0]
