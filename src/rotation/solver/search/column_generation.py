"""Column generation: rotas made of whole personal schedules.

Each member's schedules are a graph, the rows between members a linear program over the schedules
met so far, and the duals of that program say which schedule would make it better: a shortest path
(Dantzig and Wolfe, "Decomposition principle for linear programs", 1960). Its relaxation is far
tighter than that of places. A whole rota is dived for, a schedule at a time, and made better with
some members' schedules free at a time.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import count
from math import inf
from random import Random

import numpy as np

from rotation.solver.case import Case
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.decision_diagram import UNIT, Ints
from rotation.solver.search.decomposition import MOST_ARCS, Blocks, blocks
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.restricted_master import Chosen, Column, Links, Master
from rotation.solver.search.set_partitioning import best_of

_SMOOTH = 0.5
"""How far duals stay with those of the best bound: without it they swing, and nothing converges."""
_CLOSE = 0.01
_SURE = 0.8
_ROUNDS, _ROUNDS_BETWEEN = 1_000, 10
_KNOWN = 30
_FIRST_SIZE, _LEAST_SIZE = 8.0, 4.0
_GROWS, _SHRINKS = 1.05, 0.97
_PATIENCE = 40
_FEW = 6_000
_BEGINNING = 0.8
"""The share of the time for a first rota; if it does not do, other ways get the rest."""
_STEP_SECONDS, _STEP_WORK = 0.5, 1.0
_BUILT_ARC = 4e-6
"""The seconds of work that an arc of a graph takes to be made."""

Stop = Callable[[], bool]


@dataclass
class ColumnPool:
    """Schedules made as they are wanted.

    ``low`` is the least number of points by the last look, and ``duals`` those that proved it.
    """

    master: Master
    stop: Stop
    low: int = 0
    duals: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    fixed: Chosen = field(default_factory=dict)
    most_work: float = inf

    def relax(self, rounds: int, enough: int | None = None) -> bool:
        """Make schedules until none makes the mixture cheaper, or nothing below enough is left.

        Tell whether something may be left; the mixture is then solved.
        """
        master = self.master
        bound: int | None = None
        center: Ints | None = None
        for _ in range(rounds):
            price = master.solve()
            if price is None or self.stop() or master.work > self.most_work:
                return False
            latest = master.duals()
            for duals in _between(center, latest):
                least, found = master.cheapest(duals, self.fixed)
                if bound is None or least > bound:
                    bound, center, self.duals = least, duals, duals
                self.low = -(-bound // UNIT)
                if enough is not None and self.low >= enough:
                    return False
                if price - bound / UNIT < _CLOSE:
                    return True
                if sum([master.add(each) for each in found]):
                    break
            else:
                return True
        return master.solve() is not None

    def dive(self, enough: int | None = None) -> Chosen | None:
        """Give member after member the schedule the mixture has most of; None: no better rota."""
        rounds = _ROUNDS
        while self.relax(rounds, enough):
            rounds = _ROUNDS_BETWEEN
            shares = self.master.shares()
            tops = [top for member, top in shares.items() if member not in self.fixed]
            if not tops:
                return self.fixed
            sure = [column for share, column in tops if share > _SURE]
            for column in sure or [max(tops, key=lambda top: top[0])[1]]:
                self.fixed[column.member] = column
                self.master.fix(column)
        return None


def _between(center: Ints | None, latest: Ints) -> Iterator[Ints]:
    """Yield duals near those of the best bound, and the latest ones should these show nothing."""
    if center is not None:
        yield np.rint(_SMOOTH * center + (1 - _SMOOTH) * latest).astype(np.int64)
    yield latest


class _Work:
    """The rota so far as a schedule by member, and the schedules met."""

    def __init__(self, program: Priced, best: Incumbent, parts: Blocks) -> None:
        self.program = program
        self.best = best
        self.links = Links(program, best.costs, parts)
        self.chosen: Chosen = {}
        self.points: int | None = None
        self._met: list[dict[Column, float]] = [{} for _ in parts.diagrams]
        self._duals = np.zeros(len(parts.linking), dtype=np.int64)
        self._worth = self.links.worth(self._duals)

    def meet(self, master: Master) -> None:
        """Remember the schedules of a mixture."""
        for column in master.columns:
            met = self._met[column.member]
            if column not in met:
                ones = np.array(column.ones, dtype=np.int64) + 1
                met[column] = column.price + int(self._worth[ones].sum()) / UNIT

    def weigh(self, mixture: ColumnPool) -> None:
        """Take the duals of a mixture of everybody as what schedules are compared by."""
        self._duals = mixture.duals
        self._worth = self.links.worth(mixture.duals)

    def every_below(self, points: int) -> list[Column] | None:
        """Return every schedule that a cheaper rota can be made of; None: too many."""
        everybody = Master(self.links, range(len(self.links.parts.diagrams)))
        return everybody.all_below(self._duals, points, _FEW)

    def known(self, member: int) -> list[Column]:
        """Return a few schedules of a member that are worth trying."""
        met = self._met[member]
        return sorted(met, key=lambda column: met[column])[:_KNOWN]

    def take(self, chosen: Chosen) -> bool:
        """Go on from other schedules if their rota is no dearer; tell whether it is cheaper."""
        values = list(self.program.low)
        for column in chosen.values():
            for each in column.ones:
                values[each] = 1
        model = self.program.model
        values = self.program.complete(model.values(model.rota(values)))
        if not self.program.keeps(values):
            return False
        points = self.best.price(values)
        before = self.points
        if before is None or points <= before:
            self.chosen, self.points = chosen, points
            self.best.offer(values)
        return before is None or points < before

    def catch_up(self) -> None:
        """Go on from what somebody else has found, if it is better."""
        values, points = self.best.values, self.best.points
        if values is None or points is None or (self.points is not None and points >= self.points):
            return
        ones: list[list[int]] = [[] for _ in self.links.parts.diagrams]
        prices = [0] * len(ones)
        for at, owner in enumerate(self.links.parts.owner):
            if owner >= 0 and at < self.program.size:
                if values[at] and self.program.low[at] < self.program.high[at]:
                    ones[owner].append(at)
            elif owner >= 0:
                prices[owner] += self.best.costs.get(at, 0) * values[at]
        self.points = points
        self.chosen = {
            member: Column(member, tuple(own), prices[member]) for member, own in enumerate(ones)
        }


class Schedules:
    """The search by whole schedules, in as many turns as it gets: each goes on from the last.

    Schedules know the rows of the model alone: beside others they are no way.
    """

    def __init__(self, case: Case, program: Priced, best: Incumbent, seed: int = 0) -> None:
        self._case = case
        self._program = program
        self._best = best
        self._random = Random(seed)  # noqa: S311 - a search, not a secret
        self._work: _Work | None = None

    def search(self, how: SearchRun) -> bool:
        """Make the best values better; False: there are too many schedules for the time.

        It ends when the time is over or nothing better has come for a while.
        """
        if not self._program.is_plain:
            return False
        work = self._work or self._begun(how)
        if work is None:
            return False
        work.catch_up()
        if work.points is not None and not _ended(work, how):
            _improve(work, self._random, how)
            _ended(work, how)
        return True

    def _begun(self, how: SearchRun) -> _Work | None:
        """Return the schedules of the relaxation and of a dive; it is kept if that was not cut."""
        begin = how.shortened(_BEGINNING)

        def stop() -> bool:
            return not begin.left()

        # With a seed work is counted, so that a busy machine stops at the same step.
        most = inf if how.seed is None else begin.seconds
        most_arcs = min(MOST_ARCS, most / _BUILT_ARC)
        parts = blocks(self._case, self._program, self._best.costs, stop, most_arcs)
        if parts is None:
            return None
        work = _Work(self._program, self._best, parts)
        built = sum(each.arcs for each in parts.diagrams) * _BUILT_ARC
        master = Master(work.links, range(len(parts.diagrams)))
        mixture = ColumnPool(master, stop, most_work=most - built)
        if not mixture.relax(_ROUNDS):
            return None
        self._best.prove(mixture.low)
        work.weigh(mixture)
        found = mixture.dive()
        work.meet(mixture.master)
        if found is not None:
            work.take(found)
        if found is not None or begin.left():
            self._work = work
        return work


def _ended(work: _Work, how: SearchRun) -> bool:
    """Search all schedules of cheaper rotas to the end if they are few; tell whether that ended."""
    if work.best.is_settled or not how.left() or work.points is None:
        return True
    every = work.every_below(work.points)
    if every is None:
        return False
    better, low = best_of(work.links, every, how, work.points)
    if better is not None:
        work.take(better)
    work.best.prove(low)
    return work.best.is_settled


def _improve(work: _Work, random: Random, how: SearchRun) -> None:
    everybody = range(len(work.links.parts.diagrams))
    size, missed = _FIRST_SIZE, 0
    # With a seed as many steps are taken everywhere, however long they take.
    steps = count() if how.seed is None else range(int(how.seconds / _STEP_SECONDS))
    for _ in steps:
        if not how.left() or work.best.is_settled or missed > _PATIENCE:
            return
        work.catch_up()
        free = sorted(random.sample(everybody, min(round(size), len(everybody))))
        found = _freed(work, frozenset(free), how)
        if found is None:
            size = min(size * _GROWS, float(len(everybody)))
        missed += 1
        if found is not None and work.take({**work.chosen, **found}):
            missed = 0
        elif found is not None:
            size = max(_LEAST_SIZE, size * _SHRINKS)


def _freed(work: _Work, free: Collection[int], how: SearchRun) -> Chosen | None:
    """Return better schedules for some members beside those of the others, or None."""
    kept = [column for member, column in work.chosen.items() if member not in free]
    master = Master(work.links, sorted(free), kept)
    for member in sorted(free):
        master.add(work.chosen[member])
        for column in work.known(member):
            master.add(column)
    most = inf if how.seed is None else _STEP_WORK
    found = ColumnPool(master, lambda: not how.left(), most_work=most).dive(work.points)
    work.meet(master)
    return found
