"""A program cut into what each member decides alone and what links the members."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import gcd

from rotation.solver.case import Case
from rotation.solver.model.cliques import Bounded
from rotation.solver.model.model import Charge
from rotation.solver.search.decision_diagram import Diagram
from rotation.solver.search.diagram_builder import Measure, Own, diagram
from rotation.solver.search.integer_program import Priced

Costs = Mapping[int, int]
NOBODY = -1
_MOST_NODES = 20_000
MOST_ARCS = 8_000_000
_LONG_DAYS = 7


@dataclass(frozen=True)
class Blocks:
    """By member the schedules, by variable whose it is (or NOBODY's), and the rows that link.

    ``settled`` is what members cost by what is decided already.
    """

    diagrams: list[Diagram]
    owner: list[int]
    linking: list[int]
    settled: int


def blocks(
    case: Case,
    program: Priced,
    costs: Costs,
    should_stop: Callable[[], bool],
    most_arcs: float = MOST_ARCS,
) -> Blocks | None:
    """Return a program cut by member, schedules at some costs.

    None: somebody has none or too many schedules, or there is no time. A long measure without a
    price that makes too many nodes is left to the linking rows, the loosest one first.
    """
    cut = _Cut(case, program, costs)
    diagrams: list[Diagram] = []
    for own in cut.owns:
        found = None
        while found is None and not should_stop():
            found = diagram(own, _MOST_NODES)
            if found is None and not cut.loosen(own):
                return None
        if found is None or sum(each.arcs for each in diagrams) > most_arcs:
            return None
        diagrams.append(found)
    return Blocks(diagrams, cut.owner, sorted(cut.linking), cut.settled)


class _Cut:
    """Who owns which variable and row of a program."""

    def __init__(self, case: Case, program: Priced, costs: Costs) -> None:
        self.linking: set[int] = set()
        self.settled = 0
        self.owner = [NOBODY] * len(program.low)
        self._day = [0] * len(program.low)
        self._program = program
        self._own_variables(case)
        self._charges: dict[int, Charge] = {}
        self._unpaid: set[int] = set()
        for row, (charge, first, end) in enumerate(program.excesses, len(program.model.rows)):
            # What may not be exceeded at all, as a level before has settled, is a row like others.
            if any(program.high[first:end]):
                self._charges[row] = charge
                if not any(at in costs for at in range(first, end)):
                    self._unpaid.add(row)
        self.owns = [Own([[] for _ in case.days]) for _ in case.members]
        for at in range(program.size):
            if self.owner[at] != NOBODY and program.low[at] < program.high[at]:
                self.owns[self.owner[at]].days[self._day[at]].append(at)
        measures: list[dict[object, Measure]] = [{} for _ in case.members]
        for row in range(len(program.rows)):
            self._add(row, measures)
        for own, found in zip(self.owns, measures, strict=True):
            own.measures = list(found.values())

    def _own_variables(self, case: Case) -> None:
        members = {each.id: at for at, each in enumerate(case.members)}
        days = {day: at for at, day in enumerate(case.days)}
        model = self._program.model
        for (shift, member), at in model.works.items():
            self.owner[at], self._day[at] = members[member], days[case.shift[shift].day]
        for variable, parts in model.defined.items():
            self._follow([variable], [v for part in parts for v, _ in part.terms])
        for charge, first, end in self._program.excesses:
            self._follow(range(first, end), [v for v, _ in charge.terms])

    def _follow(self, variables: Iterable[int], sources: Sequence[int]) -> None:
        """Give variables to the one who owns all they follow from, on the last day of these."""
        owners = {self.owner[each] for each in sources}
        if len(owners) == 1:
            for variable in variables:
                self.owner[variable] = self.owner[sources[0]]
                self._day[variable] = max(self._day[each] for each in sources)

    def _add(self, row: int, measures: Sequence[dict[object, Measure]]) -> None:
        """Make a row a measure of its owner, or a linking one."""
        program, charged = self._program, self._charges.get(row)
        terms, high = self._bounded(row)
        owners = {self.owner[variable] for variable, _ in terms}
        if len(owners) != 1 or NOBODY in owners:
            self.linking.add(row)
            return
        if row in self._unpaid:
            return
        inside = [(v, t) for v, t in terms if program.low[v] < program.high[v]]
        high -= sum(t * program.low[v] for v, t in terms if program.low[v] == program.high[v])
        unit = gcd(*(times for _, times in inside))
        if not unit:
            self.settled += charged.price(max(0, -high)) if charged else 0
            return
        unit = unit if inside[0][1] > 0 else -unit
        key = tuple((variable, times // unit) for variable, times in inside)
        measure = measures[owners.pop()].setdefault(key, Measure(key))
        measure.rows.append(row)
        if charged is not None:
            measure.prices.append(partial(_price, charged, unit, high))
        elif unit > 0:
            measure.most = min(measure.most, high // unit)
        else:
            measure.least = max(measure.least, -(high // -unit))

    def _bounded(self, row: int) -> Bounded:
        """Return a row without what it may be exceeded by."""
        at = row - len(self._program.model.rows)
        if at < 0:
            return self._program.rows[row]
        charge = self._program.excesses[at][0]
        return charge.terms, charge.high

    def loosen(self, own: Own) -> bool:
        """Leave a member's loosest long measure to the linking rows; False: there is none."""
        found = max(filter(self._can_go, own.measures), key=lambda e: e.looseness, default=None)
        if found is None:
            return False
        own.measures.remove(found)
        self.linking.update(found.rows)
        return True

    def _can_go(self, measure: Measure) -> bool:
        """Tell whether a measure may link: without what has a price schedules bound too little."""
        days = [self._day[variable] for variable, _ in measure.terms]
        return not measure.prices and max(days) - min(days) > _LONG_DAYS


def _price(charge: Charge, unit: int, high: int, value: int) -> int:
    return charge.price(max(0, unit * value - high))
