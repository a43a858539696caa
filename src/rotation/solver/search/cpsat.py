"""A program in the words of OR-Tools' CP-SAT, and one look for its best values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from threading import Thread
from time import perf_counter

from ortools.sat.python import cp_model

from rotation.solver.linear_sum import Terms
from rotation.solver.search.granted_time import PATIENCE, GrantedTime
from rotation.solver.search.integer_program import Program

_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class SearchResult:
    """The result of a search: the values of all variables or None, and their price.

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
class SearchRun:
    """The limits of a search: until when, workers, a seed, and whom it tells about finds.

    ``until`` is an instant of the time the process was given (``clock``), or of ``perf_counter``;
    with a seed ``seconds`` are those of a clock that counts steps of work, the same on every
    machine. A find that costs no more than ``enough`` ends the look.
    """

    until: float
    seconds: float
    workers: int = 2
    seed: int | None = None
    on_values: Callable[[Sequence[int]], None] | None = None
    should_stop: Callable[[], bool] | None = None
    enough: int | None = None
    clock: GrantedTime | None = None

    def now(self) -> float:
        """Return the instant that is to be compared with ``until``."""
        return self.clock.now() if self.clock else perf_counter()

    def left(self) -> float:
        """Return the seconds left; 0 once it is asked to stop."""
        stopped = self.should_stop is not None and self.should_stop()
        return 0.0 if stopped else max(0.0, self.until - self.now())

    def left_on_the_wall(self) -> float:
        """Return how long by the wall clock the seconds left will take, as busy as it is.

        With a seed: as busy as it may become, since what is busy later must not end it earlier.
        """
        if self.seed is not None:
            return self.left() * PATIENCE
        return self.left() / (self.clock.pace() if self.clock else 1.0)

    def shortened(self, share: float = 1.0) -> "SearchRun":
        """Return a look for a share of what is left."""
        return self.within(share * (self.left() if self.seed is None else self.seconds))

    def within(self, seconds: float, patience: float = 1.0) -> "SearchRun":
        """Return a look for so many seconds of work, or what is left.

        On a busy machine the work may take ``patience`` times as long; with a seed the work alone
        counts, as long as there is any time, so that a busy machine finds the same.
        """
        if self.seed is not None:
            return replace(self, seconds=min(seconds, self.seconds))
        left = self.left()
        until = self.now() + min(patience * seconds, left)
        return replace(self, until=until, seconds=min(seconds, left))


class Translated:
    """A CP-SAT model with the variables and rows of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.sat = cp_model.CpModel()
        self.variables = [
            self.sat.new_int_var(low, high, "")
            for low, high in zip(program.low, program.high, strict=True)
        ]
        for terms, high in program.rows:
            self.add(terms, high)

    def add(self, terms: Terms, high: int) -> None:
        """Add a row, in the narrowest words there are for it."""
        if all(-1 <= t <= 1 and self.program.high[v] <= 1 for v, t in terms):
            negative = sum(t < 0 for _, t in terms)
            if high == 1 - negative:
                self.sat.add_at_most_one([self._literal(v, t > 0) for v, t in terms])
                return
            if high == len(terms) - negative - 1:
                self.sat.add_bool_or([self._literal(v, t < 0) for v, t in terms])
                return
        names, times = [self.variables[v] for v, _ in terms], [t for _, t in terms]
        total = cp_model.LinearExpr.weighted_sum(names, times)
        self.sat.add_linear_constraint(total, cp_model.INT_MIN, high)

    def _literal(self, variable: int, is_one: bool) -> cp_model.IntVar:  # noqa: FBT001 - its value
        found = self.variables[variable]
        return found if is_one else found.negated()  # type: ignore[return-value]  # no common type

    def minimize(self, costs: Mapping[int, int]) -> None:
        """Ask for the least of some costs."""
        names = [self.variables[at] for at in costs]
        self.sat.minimize(cp_model.LinearExpr.weighted_sum(names, list(costs.values())))

    def start_from(self, values: Sequence[int] | None) -> None:
        """Give a value of every variable as a first guess."""
        self.sat.clear_hints()  # type: ignore[no-untyped-call]  # no types published
        for variable, guess in zip(self.variables, values or (), strict=False):
            self.sat.add_hint(variable, guess)


def look(
    program: Program, costs: Mapping[int, int], how: SearchRun, hint: Sequence[int] | None = None
) -> SearchResult:
    """Look for the least of some costs; the hint (a value for every variable) is a start."""
    if program.impossible:
        return SearchResult(None, 0, 0, impossible=True)
    sat = Translated(program)
    sat.minimize(costs)
    sat.start_from(hint)
    solver = cp_model.CpSolver()
    _set(solver.parameters, how)
    watch = _Watch(sat.variables, how)
    status = _run(solver, sat.sat, watch, how)
    if status == cp_model.INFEASIBLE:
        return SearchResult(None, 0, 0, impossible=True)
    bound = ceil(solver.best_objective_bound - 1e-6)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return SearchResult(None, 0, bound)
    values = tuple(solver.value(each) for each in sat.variables)
    return SearchResult(values, round(solver.objective_value), bound)


def _set(parameters: cp_model.SatParameters, how: SearchRun) -> None:
    parameters.max_time_in_seconds = max(how.left_on_the_wall(), 0.001)
    # On what the relaxation leaves, probing takes longer than the search it is to spare.
    parameters.cp_model_probing_level = 0
    if how.seed is None and how.workers > 1:
        parameters.num_workers = how.workers
        parameters.subsolvers.append("max_lp")
        # Teams hold many people who can do the same: without it the proof goes through them all.
        parameters.symmetry_level = 4
    else:
        parameters.num_workers = 1
        parameters.linearization_level = 2
        parameters.random_seed = (how.seed or 0) % 2**31
        parameters.max_deterministic_time = how.seconds


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells about each better find: values, price and bound."""

    def __init__(self, variables: list[cp_model.IntVar], how: SearchRun) -> None:
        super().__init__()
        self._variables = variables
        self._how = how

    def on_solution_callback(self) -> None:
        """Called by CP-SAT."""
        if self._how.on_values:
            self._how.on_values([self.value(each) for each in self._variables])
        enough = self._how.enough
        if enough is not None and round(self.objective_value) <= enough:
            self.stop_search()


def _run(
    solver: cp_model.CpSolver,
    sat: cp_model.CpModel,
    watch: _Watch,
    how: SearchRun,
) -> cp_model.CpSolverStatus:
    """Solve; while it goes on, ask whether to stop, and insist until it has."""
    if how.should_stop is None and how.clock is None:
        return solver.solve(sat, watch)
    ended: list[cp_model.CpSolverStatus] = []
    thread = Thread(target=lambda: ended.append(solver.solve(sat, watch)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_SECONDS)
        # A stop asked before the search has started is lost: it is asked again until it works.
        if not how.left():
            solver.stop_search()
    return ended[0]
