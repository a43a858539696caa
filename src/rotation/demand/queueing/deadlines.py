"""When an item is due on each clock, and what takes it up until then.

Minutes from the start of the problem. In a week that repeats, staff and windows go on into the
next copies of the week; else they end with the horizon.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]
Spans = Sequence[tuple[float, float]]

_CLOSE = 1e-9
_FAR = 1e6
"""How many weeks ahead a clock that does not run is set."""


@dataclass(frozen=True)
class Staff:
    """Agents in force from each edge on, and those who come and go at that edge.

    ``horizon``: where the last stretch ends. When it ``repeats``, those who come at the first edge
    do so in each copy.
    """

    edges: Reals
    agents: Wholes
    joiners: Wholes
    leavers: Wholes
    horizon: float
    repeats: bool

    def work(self, at: Reals) -> Reals:
        """Return agent-minutes from 0 to some moments."""
        lengths = np.diff(np.append(self.edges, self.horizon))
        before = np.concatenate([[0.0], np.cumsum(lengths * self.agents)])
        weeks, inside = self._split(at)
        place = np.searchsorted(self.edges, inside, side="right") - 1
        within = before[place] + (inside - self.edges[place]) * self.agents[place]
        found: Reals = within + weeks * before[-1]
        return found

    def come(self, at: Reals) -> Reals:
        """Return how many have come until some moments, those of that very moment included."""
        before = np.cumsum(self.joiners)
        weeks, inside = self._split(at + _CLOSE)
        place = np.searchsorted(self.edges, inside, side="right") - 1
        come: Reals = before[place] + weeks * float(before[-1])
        return come

    def on(self) -> list[tuple[float, float]]:
        """Return the stretches with somebody on."""
        ends = np.append(self.edges[1:], self.horizon)
        found: list[tuple[float, float]] = []
        for start, end, agents in zip(self.edges, ends, self.agents, strict=True):
            if agents and found and found[-1][1] == start:
                found[-1] = (found[-1][0], float(end))
            elif agents:
                found.append((float(start), float(end)))
        return found

    def _split(self, at: Reals) -> tuple[Reals, Reals]:
        if not self.repeats:
            return np.zeros_like(at), np.clip(at, 0.0, self.horizon)
        weeks = np.floor(at / self.horizon)
        return weeks, at - weeks * self.horizon


@dataclass(frozen=True)
class Deadline:
    """Within how many minutes, on which clock, less which writing times (none: at pick-up).

    ``open``: the spans in which the clock runs, sorted and disjoint; None: always.
    """

    within: float
    open: tuple[tuple[float, float], ...] | None = None
    writing: tuple[float, ...] = (0.0,)


def due(deadline: Deadline, at: Reals, staff: Staff) -> Reals:
    """Return when items that come in at some moments are due by the clock of a deadline."""
    if deadline.open is None:
        return at + deadline.within
    starts = np.array([start for start, _ in deadline.open])
    ends = np.array([end for _, end in deadline.open])
    before = np.concatenate([[0.0], np.cumsum(ends - starts)])
    whole = before[-1]
    if whole <= 0:
        return np.full_like(at, staff.horizon * _FAR)
    place = np.searchsorted(starts, at, side="right") - 1
    spent = np.where(place < 0, 0.0, before[place] + np.minimum(at, ends[place]) - starts[place])
    target = spent + deadline.within
    weeks = np.zeros_like(at)
    if staff.repeats:
        weeks = np.maximum(0.0, np.ceil((target - whole) / whole - _CLOSE))
        target = target - weeks * whole
    # The first moment at which the clock shows the target: at the end of a window, not the next.
    into = np.clip(np.searchsorted(before, target - _CLOSE, side="left") - 1, 0, len(starts) - 1)
    moment: Reals = starts[into] + target - before[into] + weeks * staff.horizon
    return np.where(target > whole + _CLOSE, staff.horizon * _FAR, moment)


def completions_by(
    deadline: Deadline, at: Reals, staff: Staff, finish: float
) -> tuple[Reals, Wholes]:
    """Return the completions by a deadline: the mean of a Poisson count, and who comes.

    By moment and writing time; a negative mean: due before it came in. ``finish``: the rate of one
    agent.
    """
    moments = due(deadline, at, staff)[..., None] - np.array(deadline.writing)
    if not staff.repeats:
        moments = np.minimum(moments, staff.horizon)
    else:
        moments = np.minimum(moments, staff.horizon * _FAR)
    arrived = at[..., None]
    means = finish * (staff.work(moments) - staff.work(arrived))
    come = staff.come(moments) - staff.come(arrived)
    late = moments < arrived
    counts: Wholes = np.where(late, 0, np.round(come)).astype(np.int64)
    return np.where(late, -1.0, np.maximum(means, 0.0)), counts
