"""A first rota in milliseconds: always take the place that saves the most points."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from rotation.solver.limits import price
from rotation.solver.model import Charge, Model

Column = list[tuple[int, int]]
"""The rows or charges a variable is in, with its factor."""


class _Rows:
    """The least value of each row while variables are set to 1 one after another."""

    def __init__(self, model: Model) -> None:
        self.low = list(model.low)
        self._model = model
        self._columns: list[Column] = [[] for _ in model.low]
        self._least = []
        for at, row in enumerate(model.rows):
            self._least.append(model.least(row.terms))
            for variable, times in row.terms:
                self._columns[variable].append((at, times))

    def take(self, variable: int) -> bool:
        """Set a variable and what follows from it to 1, or nothing if a row would break."""
        taken: list[int] = []
        waiting = [variable]
        while waiting:
            each = waiting.pop()
            if self.low[each]:
                continue
            if not self._model.high[each] or not self._raise(each, waiting):
                self._undo(taken, each)
                return False
            taken.append(each)
        return True

    def _raise(self, variable: int, waiting: list[int]) -> bool:
        self.low[variable] = 1
        fits = True
        for at, times in self._columns[variable]:
            if times > 0:
                self._least[at] += times
                row = self._model.rows[at]
                room = row.high - self._least[at]
                fits = fits and room >= 0
                # A variable that makes room only while it is 0 … 1 has to be 1 once room is short.
                waiting.extend(v for v, t in row.terms if t < 0 and not self.low[v] and room < -t)
        return fits

    def _undo(self, taken: list[int], failed: int) -> None:
        for variable in [*taken, failed]:
            if self.low[variable]:
                self.low[variable] = 0
                for at, times in self._columns[variable]:
                    self._least[at] -= max(times, 0)


def greedy(model: Model, kept: Iterable[int] = ()) -> list[int]:
    """Return the value of every variable; a row about a minimum may still be broken.

    ``kept``: places that are taken first, as far as they fit.
    """
    rows = _Rows(model)
    columns: list[Column] = [[] for _ in model.low]
    sums = [0] * len(model.charges)
    for at, charge in enumerate(model.charges):
        for variable, times in charge.terms:
            columns[variable].append((at, times))
    free = [v for v in model.works.values() if model.high[v] and not model.low[v]]
    for variable in model.works.values():
        if model.low[variable] and model.high[variable]:
            _count(columns[variable], sums)
    for variable in kept:
        if not rows.low[variable] and rows.take(variable):
            _count(columns[variable], sums)
    free = [v for v in free if not rows.low[v]]
    heap = [(*_gain(model.charges, columns[v], sums), v) for v in free]
    heapify(heap)
    while heap and heap[0][0] < 0:
        gain, _, variable = heappop(heap)
        now, rarity = _gain(model.charges, columns[variable], sums)
        if now > gain:
            heappush(heap, (now, rarity, variable))
        elif rows.take(variable):
            _count(columns[variable], sums)
    taken = frozenset(key for key, variable in model.works.items() if rows.low[variable])
    return model.values(taken)


def _gain(charges: list[Charge], column: Column, sums: list[int]) -> tuple[int, int]:
    """Return the change of price if a variable became 1, and how few could do the same."""
    change, rarity = 0, 10**6
    for at, times in column:
        charge = charges[at]
        before, after = sums[at] - charge.high, sums[at] + times - charge.high
        if before > 0 or after > 0:
            step = price(max(0, after), charge.rising) - price(max(0, before), charge.rising)
            change += charge.points * step
            if step < 0:
                rarity = min(rarity, len(charge.terms))
    return change, rarity


def _count(column: Column, sums: list[int]) -> None:
    for at, times in column:
        sums[at] += times
