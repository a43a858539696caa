"""A program cut into what each member decides alone and what links them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import gcd

from rotation.solver.case import Case
from rotation.solver.model import Charge
from rotation.solver.search.diagram import Diagram, Measure, Own, diagram
from rotation.solver.search.program import Priced

_NOBODY = -1


@dataclass
class Blocks:
    """Schedules by member, which variables they decide, and the rows that link them."""

    diagrams: list[Diagram]
    owner: list[int]
    linking: list[int]


def blocks(case: Case, program: Priced, most_nodes: int) -> Blocks | None:
    """Return a program cut by member; None: some member has too many schedules."""
    cut = _Cut(case, program)
    diagrams = []
    for own in cut.owns:
        found = diagram(own, most_nodes)
        while found is None:
            if not cut.loosen(own):
                return None
            found = diagram(own, most_nodes)
        diagrams.append(found)
    return Blocks(diagrams, cut.owner, sorted(cut.linking))


class _Cut:
    def __init__(self, case: Case, program: Priced) -> None:
        self.program = program
        size = len(program.low)
        self.owner, self._day = [_NOBODY] * size, [0] * size
        members = {each.id: at for at, each in enumerate(case.members)}
        days = {day: at for at, day in enumerate(case.days)}
        for (shift, member), at in program.model.works.items():
            self.owner[at], self._day[at] = members[member], days[case.shift[shift].day]
        for variable, parts in program.model.defined.items():
            self._follow(range(variable, variable + 1), [v for p in parts for v, _ in p.terms])
        self._charge = {
            len(program.model.rows) + at: each for at, each in enumerate(program.excesses)
        }
        for charge, first, end in program.excesses:
            self._follow(range(first, end), [v for v, _ in charge.terms])
        self.owns = [Own([[] for _ in days], []) for _ in members]
        for at in range(program.size):
            if self.owner[at] != _NOBODY and program.low[at] < program.high[at]:
                self.owns[self.owner[at]].days[self._day[at]].append(at)
        self.linking: set[int] = set()
        self._measures: list[dict[object, Measure]] = [{} for _ in members]
        for row in range(len(program.rows)):
            self._add(row)
        for own, measures in zip(self.owns, self._measures, strict=True):
            own.measures = list(measures.values())

    def _follow(self, variables: range, sources: list[int]) -> None:
        owners = {self.owner[each] for each in sources}
        if len(owners) == 1:
            for variable in variables:
                self.owner[variable] = next(iter(owners))
                self._day[variable] = max(self._day[each] for each in sources)

    def _add(self, row: int) -> None:
        program = self.program
        charged = self._charge.get(row)
        terms, high = program.rows[row] if charged is None else (charged[0].terms, charged[0].high)
        owners = {self.owner[v] for v, _ in terms}
        if len(owners) != 1 or owners == {_NOBODY}:
            self.linking.add(row)
            return
        inside = [(v, t) for v, t in terms if program.low[v] < program.high[v]]
        high -= sum(t * program.low[v] for v, t in terms if program.low[v] == program.high[v])
        if not inside:
            return
        unit = gcd(*(t for _, t in inside))
        unit = unit if inside[0][1] > 0 else -unit
        key = tuple((v, t // unit) for v, t in inside)
        measure = self._measures[owners.pop()].setdefault(key, Measure(key))
        measure.rows.append(row)
        if charged is not None:
            measure.prices.append(partial(_price, charged[0], unit, high))
        elif unit > 0:
            measure.most = min(measure.most, high // unit)
        else:
            measure.least = max(measure.least, -(high // -unit))

    def loosen(self, own: Own) -> bool:
        """Leave the loosest long measure of a member to those who link; tell whether there is one."""
        day = self._day
        long = [
            each
            for each in own.measures
            if max(day[v] for v, _ in each.terms) - min(day[v] for v, _ in each.terms) > 7
        ]
        if not long:
            return False
        loosest = max(long, key=_looseness)
        own.measures.remove(loosest)
        self.linking.update(loosest.rows)
        for row in loosest.rows:
            if row in self._charge:
                _, first, end = self._charge[row]
                self.owner[first:end] = [_NOBODY] * (end - first)
        return True


def _price(charge: Charge, unit: int, high: int, value: int) -> int:
    return charge.price(max(0, unit * value - high))


def _looseness(measure: Measure) -> float:
    low = sum(min(0, times) for _, times in measure.terms)
    high = sum(max(0, times) for _, times in measure.terms)
    return (min(measure.most, high) - max(measure.least, low)) / (high - low)
