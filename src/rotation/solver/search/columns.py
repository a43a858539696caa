"""Column generation: the best mixture of whole schedules, made whole by diving."""

from collections.abc import Callable, Iterable, Mapping
from random import Random

import numpy as np

from rotation.solver.search.diagram import UNIT
from rotation.solver.search.master import Column, Links, Master

_SMOOTH = 0.5
_CLOSE = 0.01
_SURE = 0.8
Chosen = dict[int, Column]


class Generation:
    """Schedules made as they are wanted, for some members beside what the others keep."""

    def __init__(self, master: Master, stop: Callable[[], bool]) -> None:
        self.master = master
        self.stop = stop
        self.fixed: Chosen = {}
        self.bound = -(1 << 62)

    def relax(self, rounds: int, enough: int | None = None) -> None:
        """Make schedules until the mixture is as cheap as can be, or nothing below enough is."""
        master, center = self.master, None
        bound = -(1 << 62)
        kept = sum(each.price for each in master.kept)
        price = master.solve() + kept
        for _ in range(rounds):
            if self.stop():
                return
            duals = out = master.duals()
            if center is not None:
                duals = np.rint(_SMOOTH * center + (1 - _SMOOTH) * out).astype(np.int64)
            low, found = master.price(duals, self.fixed)
            if low > bound:
                bound, center = low, duals
            if not self.fixed:
                self.bound = max(bound, self.bound)
            new = sum([master.add(each) for each in found])
            hopeless = enough is not None and -(-bound // UNIT) >= enough
            if hopeless or price - bound / UNIT < _CLOSE:
                break
            if not new:
                if center is None or np.array_equal(duals, out):
                    break
                center = None
                continue
            price = master.solve() + kept
        self.low = -(-bound // UNIT)
        master.solve()

    def dive(self, rounds: int, enough: int | None) -> Chosen | None:
        """Give member after member the schedule the mixture has most of; None: nothing better."""
        first = True
        while True:
            self.relax(200 if first else rounds, enough)
            first = False
            if self.stop() or (enough is not None and self.low >= enough):
                return None
            tops = {m: top for m, top in self.master.shares().items() if m not in self.fixed}
            sure = [column for part, column in tops.values() if part > _SURE]
            if len(self.fixed)+len(sure) == len(self.master.members):
                return {**self.fixed, **{each.member: each for each in sure}}
            for column in sure or [max(tops.values(), key=lambda top: top[0])[1]]:
                self.fixed[column.member] = column
                self.master.fix(column)
