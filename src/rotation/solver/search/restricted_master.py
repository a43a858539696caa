"""The cheapest mixture of the members' schedules: the linking rows as a linear program.

The program is solved in floating point by GLOP and grows by columns; its duals are then rounded to
multiples of 1 / UNIT, and what no mixture is cheaper than is worked out in whole numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[attr-defined]  # no types published

from rotation.solver.search.decision_diagram import UNIT, Ints
from rotation.solver.search.decomposition import NOBODY, Blocks
from rotation.solver.search.integer_program import Program

_MISSING = 16
"""How many times the dearest price it costs to leave a row unkept by one."""
_MOST_WORK = "max_deterministic_time: 2.0"
_A_STEP, _AN_ARC = 3e-7, 4e-8
"""Seconds of work: a step of the simplex for each row, a look at an arc."""

Chosen = dict[int, "Column"]
"""A schedule by member."""


@dataclass(frozen=True)
class Column:
    """A schedule of a member: its variables that are 1, and its own price."""

    member: int
    ones: tuple[int, ...]
    price: int


class Links:
    """The rows between members, and the variables that nobody decides alone."""

    def __init__(self, program: Program, costs: Mapping[int, int], parts: Blocks) -> None:
        self.parts = parts
        self.dearest = _MISSING * max([1, *costs.values()])
        self.high = np.array([program.rows[row][1] for row in parts.linking], dtype=np.int64)
        self._rows: dict[int, list[tuple[int, int]]] = {}
        entries = []
        for at, row in enumerate(parts.linking):
            for variable, times in program.rows[row][0]:
                low, high = program.low[variable], program.high[variable]
                if low == high:
                    self.high[at] -= times * low
                    continue
                entries.append((at, variable + 1, times))
                self._rows.setdefault(variable, []).append((at, times))
        self._entries = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        free = sorted(each for each in self._rows if parts.owner[each] == NOBODY)
        self.free = {each: (program.low[each], program.high[each]) for each in free}
        self.costs = {each: costs.get(each, 0) for each in free}
        self._free = np.array(free, dtype=np.int64) + 1
        self._bounds = np.array(list(self.free.values()), dtype=np.int64).reshape(-1, 2).T
        self._worth = np.zeros(len(program.low) + 1, dtype=np.int64)
        self._worth[self._free] = np.array(list(self.costs.values()), dtype=np.int64) * UNIT

    def rows_of(self, variable: int) -> list[tuple[int, int]]:
        """Return the rows a variable is in, with its factor."""
        return self._rows[variable]

    def taken(self, column: Column) -> dict[int, int]:
        """Return what a schedule adds to each row."""
        found: dict[int, int] = {}
        for variable in column.ones:
            for row, times in self._rows.get(variable, ()):
                found[row] = found.get(row, 0) + times
        return found

    def worth(self, duals: Ints) -> Ints:
        """Return what each variable costs, rows counted at their duals, after a leading 0."""
        worth = self._worth.copy()
        rows, variables, times = self._entries
        np.subtract.at(worth, variables, duals[rows] * times)
        return worth

    def least(self, duals: Ints, worth: Ints) -> int:
        """Return what the rows and the variables of nobody add to a bound."""
        loose, (low, high) = worth[self._free], self._bounds
        least = int(np.where(loose > 0, loose * low, loose * high).sum())
        return least + int(duals @ self.high) + self.parts.settled * UNIT


class Master:
    """A mixture of the schedules of some members, beside those that the others keep.

    ``work`` counts what it has taken, in seconds of work: the same on every machine.
    """

    def __init__(self, links: Links, members: Sequence[int], kept: Iterable[Column] = ()) -> None:
        self.members = members
        self.columns: dict[Column, pywraplp.Variable] = {}
        self.work = 0.0
        self._links = links
        self._kept = list(kept)
        self._base = sum(each.price for each in self._kept) + links.parts.settled
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(_MOST_WORK)
        self._goal = self._solver.Objective()
        self._goal.SetMinimization()
        high = links.high.copy()
        for column in self._kept:
            for row, times in links.taken(column).items():
                high[row] -= times
        infinity = self._solver.infinity()
        self._rows = [self._solver.Constraint(-infinity, int(each)) for each in high]
        self._each = {member: self._solver.Constraint(1, 1) for member in members}
        for variable, (low, most) in links.free.items():
            self._free(variable, low, most)
        for row in self._rows:
            row.SetCoefficient(self._priced(links.dearest), -1)
        for row in self._each.values():
            row.SetCoefficient(self._priced(links.dearest), 1)

    def _free(self, variable: int, low: int, most: int) -> None:
        made = self._priced(self._links.costs[variable])
        made.SetBounds(low, most)
        for row, times in self._links.rows_of(variable):
            self._rows[row].SetCoefficient(made, times)

    def _priced(self, price: int) -> pywraplp.Variable:
        made = self._solver.NumVar(0, self._solver.infinity(), "")
        self._goal.SetCoefficient(made, price)
        return made

    def add(self, column: Column) -> bool:
        """Take a schedule; tell whether it is new."""
        if column in self.columns:
            return False
        made = self.columns[column] = self._priced(column.price)
        self._each[column.member].SetCoefficient(made, 1)
        for row, times in self._links.taken(column).items():
            self._rows[row].SetCoefficient(made, times)
        return True

    def fix(self, chosen: Column) -> None:
        """Let a member have one schedule only."""
        for column, variable in self.columns.items():
            if column.member == chosen.member and column != chosen:
                variable.SetUb(0)

    def solve(self) -> float | None:
        """Solve over the schedules known; return the price, or None when that takes too long."""
        status = self._solver.Solve()
        self.work += self._solver.iterations() * len(self._rows) * _A_STEP
        if status != pywraplp.Solver.OPTIMAL:
            return None
        return float(self._goal.Value()) + self._base

    def shares(self) -> dict[int, tuple[float, Column]]:
        """Return, by member, the schedule that the mixture has most of, and its share."""
        found: dict[int, tuple[float, Column]] = {}
        for column, variable in self.columns.items():
            share = float(variable.solution_value())
            if share > found.get(column.member, (-1.0, column))[0]:
                found[column.member] = share, column
        return found

    def duals(self) -> Ints:
        """Return the worth of each linking row, in whole multiples of 1 / UNIT, never positive."""
        found = [min(0, round(row.dual_value() * UNIT)) for row in self._rows]
        return np.array(found, dtype=np.int64)

    def all_below(self, duals: Ints, points: int, most: int) -> list[Column] | None:
        """Return every schedule that a rota cheaper than some points can be made of.

        None: they are more than ``most``. The duals have to be those of a mixture without fixed
        schedules: a schedule dearer than its member's cheapest by more than the gap is in no such
        rota.
        """
        bound, _ = self.cheapest(duals, {})
        room = (points - 1) * UNIT - bound
        worth = self._links.worth(duals)
        found: list[Column] = []
        for member in self.members:
            own = self._links.parts.diagrams[member].within(worth, room, most - len(found))
            if own is None:
                return None
            found.extend(Column(member, ones, price) for ones, price in own)
        return found

    def cheapest(self, duals: Ints, fixed: Mapping[int, Column]) -> tuple[int, list[Column]]:
        """Return what no mixture is cheaper than (1 / UNIT points), and the cheapest schedules."""
        worth = self._links.worth(duals)
        bound = self._links.least(duals, worth)
        for column in (*self._kept, *fixed.values()):
            ones = np.array(column.ones, dtype=np.int64) + 1
            bound += column.price * UNIT + int(worth[ones].sum())
        found = []
        for member in self.members:
            if member not in fixed:
                diagram = self._links.parts.diagrams[member]
                price, ones_of, own = diagram.cheapest(worth)
                self.work += diagram.arcs * _AN_ARC
                bound += price
                found.append(Column(member, ones_of, own))
        return bound, found
