"""Which mixture of the members' schedules is cheapest: the linking rows as a linear program.

The program is solved in floating point by GLOP and grows by columns; its duals are then rounded to
whole multiples of 1 / UNIT, and what no mixture is cheaper than is worked out in whole numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from rotation.solver.search.blocks import Blocks
from rotation.solver.search.diagram import UNIT, Ints
from rotation.solver.search.program import Program

_MISSING = 16
"""How many times the dearest price it costs to leave a row unkept."""


@dataclass(frozen=True)
class Column:
    """A schedule of a member: its variables that are 1, and its own price."""

    member: int
    ones: tuple[int, ...]
    price: int


class Links:
    """The rows between members, and the variables that nobody decides alone."""

    def __init__(self, program: Program, costs: Mapping[int, int], parts: Blocks) -> None:
        self.diagrams = parts.diagrams
        self.high = np.array([program.rows[row][1] for row in parts.linking], dtype=np.int64)
        self.dearest = _MISSING * max([1, *costs.values()])
        self.loose: list[list[tuple[int, int]]] = []
        self._inside: dict[int, list[tuple[int, int]]] = {}
        entries = []
        for at, row in enumerate(parts.linking):
            self.loose.append([])
            for variable, times in program.rows[row][0]:
                entries.append((at, variable + 1, times))
                if parts.owner[variable] < 0:
                    self.loose[-1].append((variable, times))
                else:
                    self._inside.setdefault(variable, []).append((at, times))
        self._entries = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        free = sorted({variable for row in self.loose for variable, _ in row})
        self.free = {each: (program.low[each], program.high[each], costs.get(each, 0)) for each in free}
        self._free = np.array(free, dtype=np.int64) + 1
        self._bounds = np.array([program.low[v] for v in free]), np.array([program.high[v] for v in free])
        self._costs = np.zeros(len(program.low) + 1, dtype=np.int64)
        for variable, (_, _, cost) in self.free.items():
            self._costs[variable + 1] = cost * UNIT

    def taken(self, column: Column) -> dict[int, int]:
        """Return what a schedule adds to each row."""
        found: dict[int, int] = {}
        for variable in column.ones:
            for row, times in self._inside.get(variable, ()):
                found[row] = found.get(row, 0) + times
        return found

    def worth(self, duals: Ints) -> Ints:
        """Return what each variable costs, rows counted at their duals, after a leading 0."""
        worth = self._costs.copy()
        rows, variables, times = self._entries
        np.subtract.at(worth, variables, duals[rows] * times)
        return worth

    def least(self, duals: Ints, worth: Ints) -> int:
        """Return what the rows and the variables of nobody add to a bound."""
        loose = worth[self._free]
        low, high = self._bounds
        return int(duals @ self.high) + int(np.where(loose > 0, loose * low, loose * high).sum())


class Master:
    """A mixture of the schedules of some members, beside those that the others keep."""

    def __init__(self, links: Links, members: Sequence[int], kept: Iterable[Column]) -> None:
        self.links = links
        self.members = members
        self.kept = list(kept)
        self.columns: dict[Column, pywraplp.Variable] = {}
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        self._goal = solver.Objective()
        self._goal.SetMinimization()
        high = links.high.copy()
        for column in self.kept:
            for row, times in links.taken(column).items():
                high[row] -= times
        infinity = solver.infinity()
        self._rows = [solver.Constraint(-infinity, int(each)) for each in high]
        self._each = {member: solver.Constraint(1, 1) for member in members}
        free: dict[int, pywraplp.Variable] = {}
        for row, terms in zip(self._rows, links.loose, strict=True):
            for variable, times in terms:
                if variable not in free:
                    low, most, cost = links.free[variable]
                    free[variable] = solver.NumVar(low, most, "")
                    self._goal.SetCoefficient(free[variable], cost)
                row.SetCoefficient(free[variable], times)
        for row in self._rows:
            self._missing(row, -1)
        for row in self._each.values():
            self._missing(row, 1)

    def _missing(self, row: pywraplp.Constraint, times: int) -> None:
        variable = self._solver.NumVar(0, self._solver.infinity(), "")
        row.SetCoefficient(variable, times)
        self._goal.SetCoefficient(variable, self.links.dearest)

    def add(self, column: Column) -> bool:
        """Take a schedule; tell whether it is new."""
        if column in self.columns:
            return False
        made = self._solver.NumVar(0, self._solver.infinity(), "")
        self.columns[column] = made
        self._goal.SetCoefficient(made, column.price)
        self._each[column.member].SetCoefficient(made, 1)
        for row, times in self.links.taken(column).items():
            self._rows[row].SetCoefficient(made, times)
        return True

    def fix(self, chosen: Column) -> None:
        """Let a member have one schedule only."""
        for column, variable in self.columns.items():
            if column.member == chosen.member and column != chosen:
                variable.SetUb(0)

    def solve(self) -> float:
        """Solve over the schedules known; return the price without that of the schedules kept."""
        self._solver.Solve()
        return float(self._goal.Value())

    def shares(self) -> dict[int, tuple[float, Column]]:
        """Return, by member, the schedule that the mixture has most of, and its share."""
        found: dict[int, tuple[float, Column]] = {}
        for column, variable in self.columns.items():
            share = variable.solution_value()
            if share > found.get(column.member, (-1.0, column))[0]:
                found[column.member] = share, column
        return found

    def duals(self) -> Ints:
        """Return the worth of each linking row, in whole multiples of 1 / UNIT, never positive."""
        found = np.array([row.dual_value() for row in self._rows])
        return np.minimum(0, np.rint(found * UNIT)).astype(np.int64)

    def price(self, duals: Ints, fixed: Mapping[int, Column]) -> tuple[int, list[Column]]:
        """Return what no mixture is cheaper than (1 / UNIT points), and the cheapest schedules."""
        worth = self.links.worth(duals)
        bound = self.links.least(duals, worth)
        for column in (*self.kept, *fixed.values()):
            ones = np.array(column.ones, dtype=np.int64) + 1
            bound += column.price * UNIT + int(worth[ones].sum())
        found = []
        for member in self.members:
            if member not in fixed:
                price, ones_of, own = self.links.diagrams[member].cheapest(worth)
                bound += price
                found.append(Column(member, tuple(ones_of), own))
        return bound, found
