"""A first rota in milliseconds: always take the place that saves the most points."""

from collections.abc import Iterable, Iterator

import numpy as np

from rotation.solver.model.model import Model
from rotation.solver.search.decision_diagram import Ints

Column = list[tuple[int, int]]
"""The rows or charges a variable is in, with its factor."""

_COMMON = 10**6


class _Rows:
    """The room left in each row while variables are set to 1 one after another."""

    def __init__(self, model: Model) -> None:
        self.low = list(model.low)
        self._model = model
        self._columns: list[Column] = [[] for _ in model.low]
        self._room = []
        for at, row in enumerate(model.rows):
            self._room.append(row.high - model.bounds(row.terms)[0])
            for variable, times in row.terms:
                self._columns[variable].append((at, times))

    def beside(self, variable: int) -> Iterator[int]:
        """Yield those that no longer fit into the rows of a variable."""
        for at, _ in self._columns[variable]:
            room = self._room[at]
            yield from (v for v, times in self._model.rows[at].terms if times > room)

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
                room = self._room[at] = self._room[at] - times
                fits = fits and room >= 0
                row = self._model.rows[at]
                # A variable that makes room only while it is 0 … 1 has to be 1 once room is short.
                waiting.extend(v for v, t in row.terms if t < 0 and not self.low[v] and room < -t)
        return fits

    def _undo(self, taken: list[int], failed: int) -> None:
        for variable in [*taken, failed]:
            if self.low[variable]:
                self.low[variable] = 0
                for at, times in self._columns[variable]:
                    self._room[at] += max(times, 0)


class _Gains:
    """What each variable would change of the price if it became 1, kept up to date."""

    def __init__(self, model: Model) -> None:
        self._charges = model.charges
        self._columns: list[Column] = [[] for _ in model.low]
        self._sums = [0] * len(model.charges)
        self._terms: dict[int, list[tuple[int, Ints]]] = {}
        change, rarity = [0] * len(model.low), [_COMMON] * len(model.low)
        for at, charge in enumerate(model.charges):
            steps = {each: self._step(at, each) for each in {times for _, times in charge.terms}}
            for variable, times in charge.terms:
                self._columns[variable].append((at, times))
                step = steps[times]
                change[variable] += step
                if step < 0:
                    rarity[variable] = min(rarity[variable], len(charge.terms))
        self._change = np.array(change, dtype=np.int64)
        self._rarity = np.array(rarity, dtype=np.int64)
        self._open = np.zeros(len(model.low), dtype=np.int64)

    def open(self, variables: Iterable[int]) -> None:
        """Let some variables be found."""
        self._open[list(variables)] = 1

    def close(self, variables: Iterable[int]) -> None:
        """Let some variables no longer be found."""
        self._open[list(variables)] = 0

    def best(self) -> int | None:
        """Return the open variable that saves most, the rarest of them; None: none saves any."""
        gains = self._change * self._open
        least = gains.min(initial=0)
        if least >= 0:
            return None
        equal = np.flatnonzero(gains == least)
        return int(equal[self._rarity[equal].argmin()])

    def count(self, variable: int) -> None:
        """Set a variable to 1."""
        for at, times in self._columns[variable]:
            before = [self._step(at, factor) for factor, _ in self._alike(at)]
            self._sums[at] += times
            for (factor, variables), was in zip(self._alike(at), before, strict=True):
                self._change[variables] += self._step(at, factor) - was

    def _alike(self, at: int) -> list[tuple[int, Ints]]:
        """Return the variables of a charge by their factor."""
        if at not in self._terms:
            found: dict[int, list[int]] = {}
            for variable, times in self._charges[at].terms:
                found.setdefault(times, []).append(variable)
            self._terms[at] = [(times, np.array(own)) for times, own in found.items()]
        return self._terms[at]

    def _step(self, at: int, times: int) -> int:
        charge, excess = self._charges[at], self._sums[at] - self._charges[at].high
        return charge.price(max(0, excess + times)) - charge.price(max(0, excess))


def greedy(model: Model, kept: Iterable[int] = ()) -> list[int]:
    """Return the value of every variable; a row about a minimum may still be broken.

    ``kept``: places that are taken first, as far as they fit.
    """
    rows, gains = _Rows(model), _Gains(model)
    for variable in model.works.values():
        if model.low[variable] and model.high[variable]:
            gains.count(variable)
    gains.open(v for v in model.works.values() if model.high[v] and not model.low[v])
    for variable in kept:
        if not rows.low[variable]:
            _take(variable, rows, gains)
    while (found := gains.best()) is not None:
        _take(found, rows, gains)
    taken = frozenset(key for key, variable in model.works.items() if rows.low[variable])
    return model.values(taken)


def _take(variable: int, rows: _Rows, gains: _Gains) -> None:
    gains.close([variable])
    if rows.take(variable):
        gains.count(variable)
        gains.close(rows.beside(variable))
