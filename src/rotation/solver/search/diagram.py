"""All schedules that one member's own rows allow, as a graph from day to day.

A node is what is still to be remembered about the days before: the value of every measure that
later days can still break or make dearer. An arc is what the member does on a day. Every path from
the first to the last node is a schedule that keeps the rows, so the cheapest schedule for any
prices of places is a shortest path (dynamic programming over states of resources; the graph is
reduced as a decision diagram: nodes with the same future are one node).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rotation.solver.cliques import Terms

Ints = npt.NDArray[np.int64]
UNIT = 1 << 20
"""Prices of a search for the cheapest schedule are whole multiples of 1 / UNIT points."""
_FAR = 1 << 40
_MOST_OPTIONS = 256


@dataclass
class Measure:
    """A sum over a member's variables, what it has to keep within, and what it costs.

    ``rows``: the rows of the program it stands for.
    """

    terms: Terms
    least: int = -_FAR
    most: int = _FAR
    prices: list[Callable[[int], int]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def price(self, value: int) -> int:
        """Return what a final value costs."""
        return sum(each(value) for each in self.prices)


@dataclass
class Own:
    """What one member decides: 0-or-1 variables by day, those tied to them, and the measures.

    ``tied``: by variable, what it is at least one of, if all of that is decided on the same day.
    """

    days: list[list[int]]
    measures: list[Measure]
    prices: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """The arcs of a day, by the node they lead to: where they come from, and their label.

    A label is a choice of variables (those that are 1) and a price; ``starts`` tells where the arcs
    of each node begin.
    """

    source: npt.NDArray[np.int32]
    label: npt.NDArray[np.int16]
    starts: npt.NDArray[np.int64]
    choices: list[tuple[int, ...]]
    prices: Ints


class Diagram:
    """The schedules of one member."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self.stages = stages
        self._edges = np.cumsum([0, *(len(each.choices) for each in stages)])
        flat = [v + 1 for each in stages for choice in each.choices for v in (-1, *choice)]
        lengths = [1 + len(choice) for each in stages for choice in each.choices]
        self._variables = np.array(flat, dtype=np.int64)
        self._firsts = np.cumsum([0, *lengths[:-1]])
        self._prices = np.concatenate([each.prices for each in stages]) * UNIT

    @property
    def arcs(self) -> int:
        """Return how many arcs there are."""
        return sum(len(each.label) for each in self.stages)

    def cheapest(self, worth: Ints) -> tuple[int, list[int], int]:
        """Return the least price of a schedule, its variables that are 1, and its own price.

        ``worth``: what each variable costs beside its own price, after a leading 0.
        """
        labels = np.add.reduceat(worth[self._variables], self._firsts) + self._prices
        reached = [np.zeros(1, dtype=np.int64)]
        for at, stage in enumerate(self.stages):
            here = labels[self._edges[at] : self._edges[at + 1]]
            arcs = reached[-1][stage.source]
            arcs += here[stage.label]
            reached.append(np.minimum.reduceat(arcs, stage.starts))
        node, variables, own = 0, list[int](), 0
        for at in range(len(self.stages) - 1, -1, -1):
            stage = self.stages[at]
            first = stage.starts[node]
            last = stage.starts[node + 1] if node + 1 < len(stage.starts) else len(stage.label)
            label = stage.label[first:last]
            here = labels[self._edges[at] : self._edges[at + 1]]
            arc = int(np.argmin(reached[at][stage.source[first:last]] + here[label]))
            variables.extend(stage.choices[label[arc]])
            own += int(stage.prices[label[arc]])
            node = int(stage.source[first + arc])
        return int(reached[-1][0]), sorted(variables), own


    def apart(self, worth: Ints) -> dict[int, tuple[int, int]]:
        """Return, by variable, how much dearer the cheapest schedule without and with it is."""
        labels = np.add.reduceat(worth[self._variables], self._firsts) + self._prices
        reached = [np.zeros(1, dtype=np.int64)]
        for at, stage in enumerate(self.stages):
            here = labels[self._edges[at] : self._edges[at + 1]]
            arcs = reached[-1][stage.source] + here[stage.label]
            reached.append(np.minimum.reduceat(arcs, stage.starts))
        best = int(reached[-1][0])
        found: dict[int, tuple[int, int]] = {}
        onward = np.zeros(1, dtype=np.int64)
        for at in range(len(self.stages) - 1, -1, -1):
            stage = self.stages[at]
            here = labels[self._edges[at] : self._edges[at + 1]]
            counts = np.diff(np.append(stage.starts, len(stage.label)))
            ahead = here[stage.label] + np.repeat(onward, counts)
            through = np.full(len(here), _FAR * UNIT, dtype=np.int64)
            np.minimum.at(through, stage.label, reached[at][stage.source] + ahead)
            before = np.full(len(reached[at]), _FAR * UNIT, dtype=np.int64)
            np.minimum.at(before, stage.source, ahead)
            onward = before
            for variable in {v for choice in stage.choices for v in choice}:
                with_it = min(int(c) for c, o in zip(through, stage.choices, strict=True) if variable in o)
                rest = [int(c) for c, o in zip(through, stage.choices, strict=True) if variable not in o]
                found[variable] = min(rest, default=_FAR * UNIT) - best, with_it - best
        return found


@dataclass
class _Layer:
    """The arcs of a day while the graph is built: source, choice, target, price beside it."""

    source: Ints
    choice: Ints
    target: Ints
    price: Ints
    nodes: int


def diagram(own: Own, most_nodes: int) -> Diagram | None:
    """Return the schedules of a member; None: a day has more nodes than allowed, or no choice."""
    builder = _Builder(own)
    layers: list[_Layer] = []
    for day in range(len(own.days)):
        layer = builder.day(day, most_nodes)
        if layer is None:
            return None
        layers.append(layer)
    _reduce(layers)
    return Diagram([_stage(each, builder.options[at]) for at, each in enumerate(layers)])


class _Builder:
    """Follows all states from day to day."""

    def __init__(self, own: Own) -> None:
        days = {variable: day for day, each in enumerate(own.days) for variable in each}
        self._own = own
        inner: list[list[Measure]] = [[] for _ in own.days]
        self._measures: list[Measure] = []
        self._first: list[int] = []
        self._last: list[int] = []
        for measure in own.measures:
            on = [days[variable] for variable, _ in measure.terms]
            if min(on) == max(on):
                inner[on[0]].append(measure)
            else:
                self._measures.append(measure)
                self._first.append(min(on))
                self._last.append(max(on))
        self.options = [
            list(_options(own, variables, inner[day])) for day, variables in enumerate(own.days)
        ]
        self._deltas = [self._delta(each) for each in self.options]
        self._low, self._high = self._rests()
        self._active: list[int] = []
        self._states: Ints = np.zeros((1, 0), dtype=np.int64)

    def _delta(self, options: list[tuple[tuple[int, ...], int]]) -> Ints:
        found = np.zeros((len(options), len(self._measures)), dtype=np.int64)
        times: dict[int, list[tuple[int, int]]] = {}
        for at, measure in enumerate(self._measures):
            for variable, factor in measure.terms:
                times.setdefault(variable, []).append((at, factor))
        for row, (chosen, _) in enumerate(options):
            for variable in chosen:
                for at, factor in times.get(variable, ()):
                    found[row, at] += factor
        return found

    def _rests(self) -> tuple[list[Ints], list[Ints]]:
        """Return, by day, the least and the most that later days can add to each measure."""
        nothing = np.zeros(len(self._measures), dtype=np.int64)
        low, high = [nothing], [nothing]
        for delta in reversed(self._deltas[1:]):
            least = delta.min(axis=0) if len(delta) else nothing
            most = delta.max(axis=0) if len(delta) else nothing
            low.append(low[-1] + least)
            high.append(high[-1] + most)
        return low[::-1], high[::-1]

    def day(self, day: int, most_nodes: int) -> _Layer | None:
        """Return the arcs of a day; None: too many nodes, or none."""
        fresh = [at for at, first in enumerate(self._first) if first == day]
        measures = [*self._active, *fresh]
        before = np.zeros((len(self._states), len(measures)), dtype=np.int64)
        before[:, : len(self._active)] = self._states
        delta = self._deltas[day][:, measures]
        prices = np.array([price for _, price in self.options[day]], dtype=np.int64)
        count = len(delta)
        if not count or len(before) * count > 40 * most_nodes:
            return None
        shape = (len(before) * count, len(measures))
        after = (before[:, None, :] + delta[None]).reshape(shape)
        source = np.repeat(np.arange(len(before)), count)
        choice = np.tile(np.arange(count), len(before))
        price = prices[choice]
        low, high = self._low[day][measures], self._high[day][measures]
        least = np.array([self._measures[at].least for at in measures], dtype=np.int64)
        most = np.array([self._measures[at].most for at in measures], dtype=np.int64)
        fits = ((after + low <= most) & (after + high >= least)).all(axis=1)
        after, source, choice, price = after[fits], source[fits], choice[fits], price[fits]
        going = []
        for column, at in enumerate(measures):
            if self._last[at] == day:
                price = price + self._closed(self._measures[at], after[:, column])
            else:
                going.append(column)
                if not self._measures[at].prices:
                    safe = (after[:, column] + high[column] <= most[column]) & (
                        after[:, column] + low[column] >= least[column]
                    )
                    same = most[column] - high[column]
                    same = same if most[column] < _FAR else least[column] - low[column]
                    after[safe, column] = same
        self._active = [measures[column] for column in going]
        nodes, target = _distinct(after[:, going])
        if not len(nodes) or len(nodes) > most_nodes:
            return None
        self._states = nodes
        return _Layer(source, choice, target, price, len(nodes))

    def _closed(self, measure: Measure, values: Ints) -> Ints:
        if not measure.prices:
            return np.zeros(len(values), dtype=np.int64)
        distinct, at = np.unique(values, return_inverse=True)
        return np.array([measure.price(int(each)) for each in distinct], dtype=np.int64)[at]


def _options(
    own: Own, variables: Sequence[int], inner: Sequence[Measure]
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield what can be done on a day: the variables that are 1, and the price of that."""
    touching: dict[int, list[tuple[Measure, int]]] = {variable: [] for variable in variables}
    low, high = {}, {}
    for measure in inner:
        low[id(measure)] = sum(min(0, times) for _, times in measure.terms)
        high[id(measure)] = sum(max(0, times) for _, times in measure.terms)
        for variable, times in measure.terms:
            touching[variable].append((measure, times))

    def walk(at: int, chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if at == len(variables):
            yield chosen
            return
        for one in (False, True):
            fits = True
            for measure, times in touching[variables[at]]:
                low[id(measure)] += max(0, times) if one else max(0, -times)
                high[id(measure)] -= max(0, -times) if one else max(0, times)
                fits &= low[id(measure)] <= measure.most and high[id(measure)] >= measure.least
            if fits:
                yield from walk(at + 1, (*chosen, variables[at]) if one else chosen)
            for measure, times in touching[variables[at]]:
                low[id(measure)] -= max(0, times) if one else max(0, -times)
                high[id(measure)] += max(0, -times) if one else max(0, times)

    for chosen in walk(0, ()):
        ones = set(chosen)
        price = sum(own.prices.get(each, 0) for each in chosen)
        for measure in inner:
            if measure.prices:
                price += measure.price(sum(t for v, t in measure.terms if v in ones))
        yield chosen, price


def _distinct(rows: Ints) -> tuple[Ints, Ints]:
    """Return the different rows, and for each row which of them it is."""
    code = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for column in rows.T:
        values, at = np.unique(column, return_inverse=True)
        if len(values) < 2:
            continue
        if size * len(values) > _FAR:
            known, code = np.unique(code, return_inverse=True)
            size = len(known)
        code = code * len(values) + at
        size *= len(values)
    _, first, target = np.unique(code, return_index=True, return_inverse=True)
    return rows[first], target.astype(np.int64)


def _reduce(layers: list[_Layer]) -> None:
    """Leave out what leads nowhere, and make nodes with the same future one."""
    place = np.zeros(layers[-1].nodes, dtype=np.int64)
    count = 1
    for at in range(len(layers) - 1, -1, -1):
        layer = layers[at]
        target = place[layer.target]
        keep = target >= 0
        source, choice = layer.source[keep], layer.choice[keep]
        target, price = target[keep], layer.price[keep]
        before = layers[at - 1].nodes if at else 1
        prices, priced = np.unique(price, return_inverse=True)
        table = np.full((before, int(layer.choice.max()) + 1), -1, dtype=np.int64)
        table[source, choice] = target * len(prices) + priced
        alive = (table >= 0).any(axis=1)
        nodes, same = _distinct(table[alive])
        place = np.full(before, -1, dtype=np.int64)
        place[alive] = same
        source, choice = np.nonzero(nodes >= 0)
        arcs = nodes[source, choice]
        layers[at] = _Layer(
            source, choice, arcs // len(prices), prices[arcs % len(prices)], count
        )
        count = len(nodes)


def _stage(layer: _Layer, options: list[tuple[tuple[int, ...], int]]) -> Stage:
    order = np.argsort(layer.target, kind="stable")
    pairs = np.stack([layer.choice[order], layer.price[order]], axis=1)
    labels, label = _distinct(pairs)
    starts = np.searchsorted(layer.target[order], np.arange(layer.nodes))
    return Stage(
        layer.source[order].astype(np.int32),
        label.astype(np.int16),
        starts,
        [options[int(choice)][0] for choice, _ in labels],
        labels[:, 1].copy(),
    )
