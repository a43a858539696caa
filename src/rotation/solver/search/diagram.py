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
        labels = np.add.reduceat(worth[self._variables], self._firsts) + self._prices
        reached = [np.zeros(1, dtype=np.int64)]
        for at, stage in enumerate(self._stages):
            arcs = reached[-1][stage.source]
            arcs += labels[self._edges[at] : self._edges[at + 1]][stage.label]
            reached.append(np.minimum.reduceat(arcs, stage.starts))
        node, ones, own = 0, list[int](), 0
        for at in range(len(self._stages) - 1, -1, -1):
            stage = self._stages[at]
            first = int(stage.starts[node])
            last = int(stage.starts[node + 1]) if node + 1 < len(stage.starts) else None
            sources, label = stage.source[first:last], stage.label[first:last]
            arc = int((reached[at][sources] + labels[self._edges[at] + label]).argmin())
            ones.extend(stage.choices[label[arc]])
            own += int(stage.prices[label[arc]])
            node = int(sources[arc])
        return int(reached[-1][0]), tuple(sorted(ones)), own
