"""All schedules that one member's own rows allow, as a graph from day to day.

A node is what has to be remembered about the days before it; an arc is what the member does on a
day. Every path from the first to the last node is a schedule that keeps the rows, so the cheapest
schedule, whatever places are worth, is a shortest path.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

UNIT = 1 << 20
"""Whole numbers stand for multiples of 1 / UNIT points, so that no bound rests on rounding."""


@dataclass(frozen=True)
class Stage:
    """The arcs of a day, ordered by the node they lead to.

    ``source`` is the node an arc comes from, ``label`` which of the ``choices`` (variables that are
    1, and their ``prices`` beside these) it makes; ``starts`` tells where each node's arcs begin.
    """

    source: npt.NDArray[np.int32]
    label: npt.NDArray[np.int32]
    starts: Ints
    choices: list[tuple[int, ...]]
    prices: Ints

    def into(self, node: int) -> slice:
        """Return where the arcs are that lead to a node."""
        last = node + 1 == len(self.starts)
        return slice(int(self.starts[node]), None if last else int(self.starts[node + 1]))


Schedule = tuple[tuple[int, ...], int]
"""The variables of a schedule that are 1, and its own price in points."""


class Diagram:
    """The schedules of one member, at least one."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = stages
        self._edges = np.cumsum([0, *(len(each.choices) for each in stages)])
        choices = [choice for each in stages for choice in each.choices]
        # Each choice begins with a variable that is worth nothing: none may be empty.
        self._variables = np.array([v for each in choices for v in (0, *(v + 1 for v in each))])
        self._firsts = np.cumsum([0, *(1 + len(each) for each in choices)])[:-1]
        self._prices = np.concatenate([each.prices for each in stages]) * UNIT

    @property
    def arcs(self) -> int:
        """Return how many arcs there are."""
        return sum(len(each.label) for each in self._stages)

    def cheapest(self, worth: Ints) -> tuple[int, tuple[int, ...], int]:
        """Return the least price of a schedule, its variables that are 1, and its own price.

        ``worth`` is what each variable costs, after a leading 0, in 1 / UNIT points like the least
        price; the schedule's own price is in points.
        """
        labels = self._labels(worth)
        reached = self._reached(labels)
        node, ones, own = 0, list[int](), 0
        for at in range(len(self._stages) - 1, -1, -1):
            stage = self._stages[at]
            arcs = stage.into(node)
            sources, label = stage.source[arcs], stage.label[arcs]
            arc = int((reached[at][sources] + labels[at][label]).argmin())
            ones.extend(stage.choices[label[arc]])
            own += int(stage.prices[label[arc]])
            node = int(sources[arc])
        return int(reached[-1][0]), tuple(sorted(ones)), own

    def within(self, worth: Ints, room: int, most: int) -> list[Schedule] | None:
        """Return every schedule that costs no more than ``room`` above the cheapest.

        None: there are more than ``most``. ``worth`` and ``room`` are as in ``cheapest``.
        """
        labels = self._labels(worth)
        reached = self._reached(labels)
        # What is left of the room, by the node that the rest of a schedule begins at.
        ends: list[tuple[int, int, tuple[int, ...], int]] = [(0, room, (), 0)]
        for at in range(len(self._stages) - 1, -1, -1):
            stage, further = self._stages[at], []
            for node, left, ones, own in ends:
                arcs = stage.into(node)
                sources, label = stage.source[arcs], stage.label[arcs]
                above = reached[at][sources] + labels[at][label] - reached[at + 1][node]
                for arc in np.flatnonzero(above <= left):
                    one = int(label[arc])
                    rest = left - int(above[arc])
                    price = own + int(stage.prices[one])
                    further.append((int(sources[arc]), rest, ones + stage.choices[one], price))
                if len(further) > most:
                    return None
            ends = further
        return [(tuple(sorted(ones)), own) for _, _, ones, own in ends]

    def _labels(self, worth: Ints) -> list[Ints]:
        """Return, by day, what each choice costs."""
        labels = np.add.reduceat(worth[self._variables], self._firsts) + self._prices
        return np.split(labels, self._edges[1:-1])

    def _reached(self, labels: Sequence[Ints]) -> list[Ints]:
        """Return, by day, the least price of the days before for each node."""
        reached = [np.zeros(1, dtype=np.int64)]
        for stage, here in zip(self._stages, labels, strict=True):
            arcs = reached[-1][stage.source]
            arcs += here[stage.label]
            reached.append(np.minimum.reduceat(arcs, stage.starts))
        return reached
