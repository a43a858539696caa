"""From one member's rows to the graph of their schedules, by dynamic programming over days.

What is remembered about the days before is the value of every measure that later days can still
break or make dearer: a value that can no longer do either is forgotten, and nodes with the same
future are made one, as in a decision diagram.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from rotation.solver.linear_sum import Terms
from rotation.solver.search.decision_diagram import Diagram, Ints, Stage

_FAR = 1 << 40
_MOST_OPTIONS = 400
_MOST_ARCS = 400_000
_MOST_VARIABLES = 48

Option = tuple[tuple[int, ...], int]
"""What can be done on a day: the variables that are 1, and the price of that."""


@dataclass
class Measure:
    """A sum over a member's variables, the bounds it has to keep, and what its value costs.

    ``rows``: the rows of the program it stands for.
    """

    terms: Terms
    least: int = -_FAR
    most: int = _FAR
    prices: list[Callable[[int], int]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def price(self, value: int) -> int:
        """Return the price of a final value."""
        return sum(each(value) for each in self.prices)

    @property
    def looseness(self) -> float:
        """Return the share of all values that it allows."""
        low = sum(min(0, times) for _, times in self.terms)
        high = sum(max(0, times) for _, times in self.terms)
        return (min(self.most, high) - max(self.least, low)) / (high - low)


@dataclass
class Own:
    """The variables of one member: 0-or-1 by day, and the measures over them."""

    days: list[list[int]]
    measures: list[Measure] = field(default_factory=list)


def diagram(own: Own, most_nodes: int) -> Diagram | None:
    """Return the schedules of a member; None: there are none, or too many to be told apart."""
    follower = _Follower(own)
    layers: list[_Layer] = []
    for day in range(len(own.days)):
        layer = follower.day(day, most_nodes)
        if layer is None:
            return None
        layers.append(layer)
    _reduce(layers)
    return Diagram([_stage(each, follower.options[at]) for at, each in enumerate(layers)])


@dataclass(frozen=True)
class _Layer:
    """The arcs of a day while the graph is built, and how many nodes they lead to."""

    source: Ints
    choice: Ints
    target: Ints
    price: Ints
    nodes: int


class _Follower:
    """Follows all states from day to day."""

    def __init__(self, own: Own) -> None:
        days = {variable: day for day, each in enumerate(own.days) for variable in each}
        within: list[list[Measure]] = [[] for _ in own.days]
        self._measures: list[Measure] = []
        self._spans: list[tuple[int, int]] = []
        for measure in own.measures:
            on = [days[variable] for variable, _ in measure.terms]
            if min(on) == max(on):
                within[on[0]].append(measure)
            else:
                self._measures.append(measure)
                self._spans.append((min(on), max(on)))
        self.options = [_options(variables, within[day]) for day, variables in enumerate(own.days)]
        self._steps = self._added()
        self._low, self._high = self._rests()
        self._active: list[int] = []
        self._states: Ints = np.zeros((1, 0), dtype=np.int64)

    def _added(self) -> list[Ints]:
        """Return, by day, what each option adds to each measure."""
        times: dict[int, list[tuple[int, int]]] = {}
        for at, measure in enumerate(self._measures):
            for variable, factor in measure.terms:
                times.setdefault(variable, []).append((at, factor))
        found = []
        for options in self.options:
            step = np.zeros((len(options), len(self._measures)), dtype=np.int64)
            for row, (chosen, _) in enumerate(options):
                for variable in chosen:
                    for at, factor in times.get(variable, ()):
                        step[row, at] += factor
            found.append(step)
        return found

    def _rests(self) -> tuple[list[Ints], list[Ints]]:
        """Return, by day, the least and the most that later days can add to each measure."""
        low = [np.zeros(len(self._measures), dtype=np.int64)]
        high = list(low)
        for step in reversed(self._steps[1:]):
            low.append(low[-1] + (step.min(axis=0) if len(step) else 0))
            high.append(high[-1] + (step.max(axis=0) if len(step) else 0))
        return low[::-1], high[::-1]

    def day(self, day: int, most_nodes: int) -> _Layer | None:
        """Return the arcs of a day; None: too many nodes, or none."""
        fresh = [at for at, (first, _) in enumerate(self._spans) if first == day]
        measures = [*self._active, *fresh]
        count = len(self.options[day])
        if not 0 < count <= _MOST_OPTIONS or len(self._states) * count > _MOST_ARCS:
            return None
        before = np.pad(self._states, ((0, 0), (0, len(fresh))))
        after = before[:, None, :] + self._steps[day][None, :, measures]
        after = after.reshape(len(before) * count, len(measures))
        low, high = self._low[day][measures], self._high[day][measures]
        least = np.array([self._measures[at].least for at in measures], dtype=np.int64)
        most = np.array([self._measures[at].most for at in measures], dtype=np.int64)
        fits = np.flatnonzero(((after + low <= most) & (after + high >= least)).all(axis=1))
        after = after[fits]
        price = np.array([each for _, each in self.options[day]], dtype=np.int64)[fits % count]
        going = []
        for column, at in enumerate(measures):
            if self._spans[at][1] == day:
                price += _priced(self._measures[at], after[:, column])
                continue
            going.append(column)
            if not self._measures[at].prices:
                bounds = least[column] - low[column], most[column] - high[column]
                _forget(after[:, column], *bounds)
        self._active = [measures[column] for column in going]
        self._states, target = _distinct(after[:, going])
        if not 0 < len(self._states) <= most_nodes:
            return None
        return _Layer(fits // count, fits % count, target, price, len(self._states))


def _forget(values: Ints, least: int, most: int) -> None:
    """Make values the same from which no later day can lead out of the bounds."""
    values[(values >= least) & (values <= most)] = most if most < _FAR // 2 else least


def _priced(measure: Measure, values: Ints) -> Ints | int:
    if not measure.prices:
        return 0
    distinct, at = np.unique(values, return_inverse=True)
    return np.array([measure.price(int(each)) for each in distinct], dtype=np.int64)[at]


def _options(variables: Sequence[int], within: Sequence[Measure]) -> list[Option]:
    """Return what can be done on a day; nothing when that is too much."""
    if len(variables) > _MOST_VARIABLES:
        return []
    found = list(islice(_walk(variables, within), _MOST_OPTIONS + 1))
    return [(each, _price_within(each, within)) for each in found]


def _walk(variables: Sequence[int], within: Sequence[Measure]) -> Iterator[tuple[int, ...]]:
    """Yield every choice of variables that keeps the bounds of a day."""
    touching: dict[int, list[tuple[int, int]]] = {variable: [] for variable in variables}
    low = [sum(min(0, times) for _, times in each.terms) for each in within]
    high = [sum(max(0, times) for _, times in each.terms) for each in within]
    for at, measure in enumerate(within):
        for variable, times in measure.terms:
            touching[variable].append((at, times))

    def onward(place: int, chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if place == len(variables):
            yield chosen
            return
        for one in (0, 1):
            moved = [
                (at, max(0, -times) if not one else max(0, times), times)
                for at, times in touching[variables[place]]
            ]
            for at, up, times in moved:
                low[at] += up
                high[at] -= abs(times) - up
            if all(
                low[at] <= within[at].most and high[at] >= within[at].least for at, _, _ in moved
            ):
                yield from onward(place + 1, (*chosen, variables[place]) if one else chosen)
            for at, up, times in moved:
                low[at] -= up
                high[at] += abs(times) - up

    return onward(0, ())


def _price_within(chosen: tuple[int, ...], within: Sequence[Measure]) -> int:
    ones = frozenset(chosen)
    priced = (each for each in within if each.prices)
    return sum(each.price(sum(t for v, t in each.terms if v in ones)) for each in priced)


def _distinct(rows: Ints) -> tuple[Ints, Ints]:
    """Return the different rows, and for each row which of them it is."""
    code = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for column in rows.T if len(rows) else ():
        first = int(column.min())
        width = int(column.max()) - first + 1
        if width == 1:
            continue
        if size * width >= 1 << 62:
            known, code = np.unique(code, return_inverse=True)
            size = len(known)
        code = code * width + (column - first)
        size *= width
    _, found, target = np.unique(code, return_index=True, return_inverse=True)
    return rows[found], target.astype(np.int64)


def _reduce(layers: list[_Layer]) -> None:
    """Leave out what leads nowhere, and make nodes with the same future one."""
    place, count = np.zeros(layers[-1].nodes, dtype=np.int64), 1
    for at in range(len(layers) - 1, -1, -1):
        layer = layers[at]
        kept = np.flatnonzero(place[layer.target] >= 0)
        prices, priced = np.unique(layer.price[kept], return_inverse=True)
        before = layers[at - 1].nodes if at else 1
        table = np.full((before, int(layer.choice.max()) + 1), -1, dtype=np.int64)
        arcs = place[layer.target[kept]] * len(prices) + priced
        table[layer.source[kept], layer.choice[kept]] = arcs
        alive = np.flatnonzero((table >= 0).any(axis=1))
        nodes, same = _distinct(table[alive])
        place = np.full(before, -1, dtype=np.int64)
        place[alive] = same
        source, choice = np.nonzero(nodes >= 0)
        arcs = nodes[source, choice]
        layers[at] = _Layer(source, choice, arcs // len(prices), prices[arcs % len(prices)], count)
        count = len(nodes)


def _stage(layer: _Layer, options: list[Option]) -> Stage:
    order = np.argsort(layer.target, kind="stable")
    labels, label = _distinct(np.stack([layer.choice[order], layer.price[order]], axis=1))
    return Stage(
        source=layer.source[order].astype(np.int32),
        label=label.astype(np.int32),
        starts=np.searchsorted(layer.target[order], np.arange(layer.nodes)),
        choices=[options[int(choice)][0] for choice, _ in labels],
        prices=labels[:, 1].copy(),
    )
